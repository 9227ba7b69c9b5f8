import type { HandlerOf } from '@mesh/bus/serve';
import { idCursor } from '@mesh/contracts/id-cursor';
import { DEFAULT_LIMIT } from '@mesh/contracts/operation';
import type * as schedules from '@mesh/contracts/schedules';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { schedulesBefore } from './schedule-store.ts';
import { shownSchedule } from './schedule-view.ts';

export function listSchedules(db: Database<Schema>): HandlerOf<typeof schedules.listSchedules> {
  return ({ query: { limit = DEFAULT_LIMIT, cursor, workflow } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const rows = await schedulesBefore(trx, workflow, idCursor('sch', cursor), limit + 1);
      const items = rows.slice(0, limit).map(shownSchedule);
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    });
}
