import { formatApiKey, newApiKey } from '@mesh/contracts/api-key';
import { idCursor } from '@mesh/contracts/cursor';
import * as contract from '@mesh/contracts/gateway';
import { apiKeyCreated, apiKeyRevoked } from '@mesh/contracts/gateway-events';
import { MeshError } from '@mesh/contracts/mesh-error';
import { readPage } from '@mesh/contracts/page';
import { type Scope, scopes } from '@mesh/contracts/scope';
import type { Database } from '@mesh/database/database';
import { newestFirst } from '@mesh/database/newest-first';
import { record } from '@mesh/outbox/record';
import { sql, type Transaction } from 'kysely';
import type { ApiKeyRow, Schema } from '../db/schema.ts';
import { keyHash } from './key-hash.ts';
import { type LocalContext, type LocalOperation, local } from './local-operation.ts';
import type { VerifiedKeys } from './verified-keys.ts';

type Needs = { readonly db: Database<Schema>; readonly pepper: string; readonly verified: VerifiedKeys };
type New = { name: string; scopes: string[]; expiresAt: Date | null };

/** What answers the operations on API keys. */
export function apiKeyOperations({ db, pepper, verified }: Needs): LocalOperation[] {
  /** Asked again for the same id, it gives that key a new secret: the first was never shown. */
  async function add(trx: Transaction<Schema>, values: New, { principal, newId }: LocalContext) {
    refuseMoreThanHeld(values.scopes, principal.scopes);
    const key = newApiKey(newId);
    const hash = keyHash(key, pepper);
    const { workspaceId } = principal;
    const row = await trx
      .insertInto('apiKey')
      .values({ ...values, id: key.id, workspaceId, hash })
      .onConflict((there) => there.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (!row) {
      const again = trx.updateTable('apiKey').set({ hash }).where('id', '=', key.id).returningAll();
      return { ...shown(await again.executeTakeFirstOrThrow()), key: formatApiKey(key) };
    }
    await record(trx, apiKeyCreated, { workspaceId, subject: key.id, data: { apiKeyId: key.id, name: row.name } });
    return { ...shown(row), key: formatApiKey(key) };
  }

  return [
    local(contract.createApiKey, async ({ body }, context) => {
      const expiresAt = body.expiresAt === undefined ? null : new Date(body.expiresAt);
      return db.inWorkspace(context.principal.workspaceId, (trx) =>
        add(trx, { name: body.name, scopes: body.scopes, expiresAt }, context),
      );
    }),
    local(contract.listApiKeys, async ({ query: { limit, cursor } }, { principal }) =>
      db.inWorkspace(principal.workspaceId, async (trx) => {
        const all = trx.selectFrom('apiKey').selectAll().where('revokedAt', 'is', null);
        const before = idCursor('key', cursor);
        const read = (most: number) => newestFirst(all, 'id', { before, limit: most }).execute();
        return readPage(limit, read, { show: shown, at: ({ id }) => id });
      }),
    ),
    local(contract.revokeApiKey, async ({ params }, { principal: { workspaceId } }) => {
      await db.inWorkspace(workspaceId, async (trx) => {
        await live(trx, params.apiKeyId);
        await trx
          .updateTable('apiKey')
          .set({ revokedAt: sql<Date>`now()` })
          .where('id', '=', params.apiKeyId)
          .execute();
        await record(trx, apiKeyRevoked, {
          workspaceId,
          subject: params.apiKeyId,
          data: { apiKeyId: params.apiKeyId },
        });
      });
      verified.forget(params.apiKeyId);
      return {};
    }),
    local(contract.rotateApiKey, async ({ params, body }, context) => {
      const made = await db.inWorkspace(context.principal.workspaceId, async (trx) => {
        const { name, scopes: rights, expiresAt } = await live(trx, params.apiKeyId);
        const end = sql<Date>`least(expires_at, now() + make_interval(secs => ${body.overlapSeconds}))`;
        await trx.updateTable('apiKey').set({ expiresAt: end }).where('id', '=', params.apiKeyId).execute();
        return add(trx, { name, scopes: rights, expiresAt }, context);
      });
      verified.forget(params.apiKeyId);
      return made;
    }),
  ];
}

async function live(trx: Transaction<Schema>, id: string): Promise<ApiKeyRow> {
  const row = await trx
    .selectFrom('apiKey')
    .selectAll()
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new MeshError('not-found', 'there is no such API key');
  return row;
}

/** Nobody gives rights that they do not have. */
function refuseMoreThanHeld(asked: readonly string[], held: readonly Scope[]): void {
  const missing = asked.filter((scope) => !held.some((own) => own === scope));
  if (missing.length > 0) throw new MeshError('forbidden', `you do not hold ${missing.join(', ')}`);
}

function shown(row: ApiKeyRow) {
  return {
    id: row.id,
    name: row.name,
    prefix: `amk_${row.id}`,
    scopes: scopes.filter((scope) => row.scopes.includes(scope)),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
