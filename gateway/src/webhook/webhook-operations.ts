import * as contract from '@mesh/contracts/webhook-endpoints';
import { type LocalOperation, local } from '../http/local-operation.ts';
import { createWebhookEndpoint } from './create-webhook-endpoint.ts';
import { deleteWebhookEndpoint } from './delete-webhook-endpoint.ts';
import { getWebhookEndpoint } from './get-webhook-endpoint.ts';
import { listWebhookDeliveries } from './list-webhook-deliveries.ts';
import { listWebhookEndpoints } from './list-webhook-endpoints.ts';
import { redeliverWebhook } from './redeliver-webhook.ts';
import { rotateWebhookSecret } from './rotate-webhook-secret.ts';
import { updateWebhookEndpoint } from './update-webhook-endpoint.ts';
import type { Needs } from './webhook-needs.ts';

/** What answers the operations on webhook endpoints and their deliveries. */
export function webhookOperations(needs: Needs): LocalOperation[] {
  const { db } = needs;
  return [
    local(contract.createWebhookEndpoint, createWebhookEndpoint(needs)),
    local(contract.listWebhookEndpoints, listWebhookEndpoints(db)),
    local(contract.getWebhookEndpoint, getWebhookEndpoint(db)),
    local(contract.updateWebhookEndpoint, updateWebhookEndpoint(needs)),
    local(contract.deleteWebhookEndpoint, deleteWebhookEndpoint(db)),
    local(contract.rotateWebhookSecret, rotateWebhookSecret(needs)),
    local(contract.listWebhookDeliveries, listWebhookDeliveries(db)),
    local(contract.redeliverWebhook, redeliverWebhook(db)),
  ];
}
