import type { HandlerOf } from '@mesh/bus/handler';
import { idCursor } from '@mesh/contracts/cursor';
import { readPage } from '@mesh/contracts/page';
import type * as schedules from '@mesh/contracts/schedules';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { schedulesBelow } from './schedule-store.ts';
import { shownSchedule } from './shown-schedule.ts';

export function listSchedules(db: Database<Schema>): HandlerOf<typeof schedules.listSchedules> {
  return ({ query: { limit, cursor, workflow } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const before = idCursor('sch', cursor);
      const read = (most: number) => schedulesBelow(trx, workflow, { before, limit: most });
      return readPage(limit, read, { show: shownSchedule, at: ({ id }) => id });
    });
}
