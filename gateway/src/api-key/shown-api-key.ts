import { scopes } from '@mesh/contracts/scope';
import type { ApiKeyRow } from '../db/schema.ts';

/** A key as answers show it: without its secret. */
export function shownApiKey(row: ApiKeyRow) {
  return {
    id: row.id,
    name: row.name,
    kind: row.allowedOrigins.length > 0 ? ('public' as const) : ('server' as const),
    allowedOrigins: row.allowedOrigins,
    prefix: `amk_${row.id}`,
    scopes: scopes.filter((scope) => row.scopes.includes(scope)),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
