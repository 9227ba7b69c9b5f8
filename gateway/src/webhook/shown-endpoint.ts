import type { WebhookEndpointRow } from '../db/schema.ts';

/** An endpoint as answers show it: without its secret. */
export function shownEndpoint({ id, url, types, enabled, revision, createdAt }: WebhookEndpointRow) {
  return { id, url, types, enabled, revision, createdAt: createdAt.toISOString() };
}
