import { newId } from '@mesh/contracts/id';
import { idCursor } from '@mesh/contracts/id-cursor';
import { DEFAULT_LIMIT } from '@mesh/contracts/operation';
import * as contract from '@mesh/contracts/webhook-endpoints';
import type { Database } from '@mesh/database/database';
import type { Egress } from '@mesh/egress/egress';
import type { Schema } from '../db/schema.ts';
import type { Sealing } from '../http/idempotency/sealing.ts';
import { type LocalOperation, local } from '../identity/local-operation.ts';
import { checkEndpoint } from './check-endpoint.ts';
import { endpointOf, pageOfRows, shownEndpoint } from './endpoint-store.ts';
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
    local(contract.listWebhookEndpoints, ({ query: { limit = DEFAULT_LIMIT, cursor } }, { principal }) =>
      db.inWorkspace(principal.workspaceId, async (trx) => {
        let asked = trx.selectFrom('webhookEndpoint').selectAll().orderBy('id', 'desc');
        const before = idCursor('whk', cursor);
        if (before !== undefined) asked = asked.where('id', '<', before);
        const rows = await asked.limit(limit + 1).execute();
        return pageOfRows(rows, limit, { show: shownEndpoint, at: ({ id }) => id });
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
