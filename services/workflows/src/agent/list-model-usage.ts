import type { HandlerOf } from '@mesh/bus/handler';
import type * as models from '@mesh/contracts/models';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { usageBetween } from './spending-store.ts';

const USUAL_DAYS = 30;
const DAY_MS = 86_400_000;

export function listModelUsage(db: Database<Schema>): HandlerOf<typeof models.listModelUsage> {
  return async ({ query }, { workspaceId }) => {
    const { to = dayOf(Date.now()) } = query;
    const { from = dayOf(Date.parse(to) - USUAL_DAYS * DAY_MS) } = query;
    const items = await db.inWorkspace(workspaceId, (trx) => usageBetween(trx, from, to));
    return { items, nextCursor: null };
  };
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
