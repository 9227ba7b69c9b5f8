import { idCursor } from '@mesh/contracts/cursor';
import { newId } from '@mesh/contracts/id';
import { readPage } from '@mesh/contracts/page';
import * as contract from '@mesh/contracts/webhook-endpoints';
import type { Database } from '@mesh/database/database';
import { newestFirst } from '@mesh/database/newest-first';
import type { Egress } from '@mesh/egress/egress';
import type { Schema } from '../db/schema.ts';
import type { Sealing } from '../http/idempotency/sealing.ts';
import { type LocalOperation, local } from '../http/local-operation.ts';
import { checkEndpoint } from './check-endpoint.ts';
import { endpointOf, shownEndpoint } from './endpoint-store.ts';
import { secretName } from './secret-name.ts';
import { newSecret } from './signature.ts';

/** What answers the operations on webhook endpoints. */
export function endpointOperations({
  db,
  sealing,
  egress,
}: {
  db: Database<Schema>;
  sealing: Sealing;
  egress: Pick<Egress, 'check'>;
}): LocalOperation[] {
  return [
    /** Asked again for the same id, it gives that endpoint a new secret: the first was never shown. */
    local(
      contract.createWebhookEndpoint,
      async ({ body }, { principal: { workspaceId }, newId: id = newId('whk') }) => {
        checkEndpoint(egress, body.url);
        const shown = newSecret();
        const secret = sealing.seal(secretName(workspaceId, id), Buffer.from(shown));
        const row = await db.inWorkspace(workspaceId, (trx) =>
          trx
            .insertInto('webhookEndpoint')
            .values({ id, workspaceId, ...body, secret })
            .onConflict((there) => there.column('id').doUpdateSet({ secret }))
            .returningAll()
            .executeTakeFirstOrThrow(),
        );
        return { ...shownEndpoint(row), secret: shown };
      },
    ),
    local(contract.listWebhookEndpoints, ({ query: { limit, cursor } }, { principal }) =>
      db.inWorkspace(principal.workspaceId, async (trx) => {
        const all = trx.selectFrom('webhookEndpoint').selectAll();
        const before = idCursor('whk', cursor);
        const read = (most: number) => newestFirst(all, 'id', { before, limit: most }).execute();
        return readPage(limit, read, { show: shownEndpoint, at: ({ id }) => id });
      }),
    ),
    local(contract.getWebhookEndpoint, ({ params }, { principal }) =>
      db.inWorkspace(principal.workspaceId, async (trx) => shownEndpoint(await endpointOf(trx, params.endpointId))),
    ),
    local(contract.updateWebhookEndpoint, ({ params, body: { url, types, enabled } }, { principal }) =>
      db.inWorkspace(principal.workspaceId, async (trx) => {
        if (url !== undefined) checkEndpoint(egress, url);
        const before = await endpointOf(trx, params.endpointId);
        const after = { url: url ?? before.url, types: types ?? before.types, enabled: enabled ?? before.enabled };
        await trx.updateTable('webhookEndpoint').set(after).where('id', '=', params.endpointId).execute();
        return shownEndpoint({ ...before, ...after });
      }),
    ),
    local(contract.deleteWebhookEndpoint, ({ params }, { principal }) =>
      db.inWorkspace(principal.workspaceId, async (trx) => {
        await endpointOf(trx, params.endpointId);
        await trx.deleteFrom('webhookEndpoint').where('id', '=', params.endpointId).execute();
        return {};
      }),
    ),
  ];
}
