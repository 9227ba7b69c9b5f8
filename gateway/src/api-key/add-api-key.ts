import { formatApiKey, newApiKey } from '@mesh/contracts/api-key';
import { apiKeyCreated } from '@mesh/contracts/gateway-events';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Scope } from '@mesh/contracts/scope';
import { record } from '@mesh/outbox/record';
import type { ApiKeyRow, Trx } from '../db/schema.ts';
import type { LocalContext } from '../http/local-operation.ts';
import { insertKey, replaceHash } from './api-key-store.ts';
import { keyHash } from './key-hash.ts';
import { shownApiKey } from './shown-api-key.ts';

type New = Pick<ApiKeyRow, 'name' | 'scopes' | 'expiresAt' | 'allowedOrigins'>;

/** Asking again under the same id gives that key a new secret, since the first was never shown. */
export async function addApiKey(
  trx: Trx,
  values: New,
  pepper: string,
  { principal: { workspaceId, scopes }, newId }: LocalContext,
) {
  refuseMoreThanHeld(values.scopes, scopes);
  const key = newApiKey(newId);
  const hash = keyHash(key, pepper);
  const row = await insertKey(trx, { ...values, id: key.id, workspaceId, hash });
  if (!row) return { ...shownApiKey(await replaceHash(trx, key.id, hash)), key: formatApiKey(key) };
  await record(trx, apiKeyCreated, { workspaceId, subject: key.id, data: { apiKeyId: key.id, name: row.name } });
  return { ...shownApiKey(row), key: formatApiKey(key) };
}

/** Nobody can grant scopes that they do not hold. */
function refuseMoreThanHeld(asked: readonly string[], held: readonly Scope[]): void {
  const missing = asked.filter((scope) => !held.some((own) => own === scope));
  if (missing.length > 0) throw new MeshError('forbidden', `you do not hold ${missing.join(', ')}`);
}
