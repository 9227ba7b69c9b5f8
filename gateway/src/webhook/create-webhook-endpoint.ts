import { newId } from '@mesh/contracts/id';
import type * as contract from '@mesh/contracts/webhook-endpoints';
import type { LocalHandler } from '../http/local-operation.ts';
import { checkEndpoint } from './check-endpoint.ts';
import { saveEndpoint } from './endpoint-store.ts';
import { secretName } from './secret-name.ts';
import { shownEndpoint } from './shown-endpoint.ts';
import { newSecret } from './signature.ts';
import type { Needs } from './webhook-needs.ts';

export function createWebhookEndpoint({
  db,
  sealing,
  egress,
}: Needs): LocalHandler<typeof contract.createWebhookEndpoint> {
  return async ({ body }, { principal: { workspaceId }, newId: id = newId('whk') }) => {
    checkEndpoint(egress, body.url);
    const shown = newSecret();
    const secret = sealing.seal(secretName(workspaceId, id), Buffer.from(shown));
    const row = await db.inWorkspace(workspaceId, (trx) => saveEndpoint(trx, { id, workspaceId, ...body, secret }));
    return { ...shownEndpoint(row), secret: shown };
  };
}
