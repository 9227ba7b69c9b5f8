import type * as contract from '@mesh/contracts/webhook-endpoints';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { LocalHandler } from '../http/local-operation.ts';
import { endpointOf } from './endpoint-store.ts';
import { shownEndpoint } from './shown-endpoint.ts';

export function getWebhookEndpoint(db: Database<Schema>): LocalHandler<typeof contract.getWebhookEndpoint> {
  return ({ params }, { principal }) =>
    db.inWorkspace(principal.workspaceId, async (trx) => shownEndpoint(await endpointOf(trx, params.endpointId)));
}
