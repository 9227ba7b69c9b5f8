import type { WebhookEndpointRow } from '../db/schema.ts';

/** An endpoint as answers show it: without its secret. */
export function shownEndpoint({ id, url, types, enabled, createdAt }: WebhookEndpointRow) {
  return { id, url, types, enabled, createdAt: createdAt.toISOString() };
}
