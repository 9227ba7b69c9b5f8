import type { HandlerOf } from '@mesh/bus/handler';
import { pairCursor, wrongCursor } from '@mesh/contracts/cursor';
import { noSuch } from '@mesh/contracts/id';
import { readPage } from '@mesh/contracts/page';
import type * as schedules from '@mesh/contracts/schedules';
import { moment } from '@mesh/contracts/timestamp';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { isSchedule } from './schedule-store.ts';
import { shownFire } from './shown-schedule.ts';
import { type TickRow, ticksBelow } from './tick-store.ts';

/** Works for schedules that have ended too. */
export function listFires(db: Database<Schema>): HandlerOf<typeof schedules.listFires> {
  return ({ params: { scheduleId }, query: { limit, cursor } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      if (!(await isSchedule(trx, scheduleId))) throw noSuch('sch');
      const before = readCursor(cursor);
      const read = (most: number) => ticksBelow(trx, scheduleId, { before, limit: most });
      return readPage(limit, read, { show: shownFire, at: cursorOf });
    });
}

function cursorOf({ scheduledAt, occasion }: TickRow): string {
  return `${scheduledAt.toISOString()}~${occasion}`;
}

function readCursor(cursor: string | undefined): { scheduledAt: Date; occasion: string } | undefined {
  const parts = pairCursor(cursor);
  if (!parts) return undefined;
  const [time, occasion] = parts;
  const scheduledAt = moment.safeParse(time);
  if (!scheduledAt.success) throw wrongCursor();
  return { scheduledAt: new Date(scheduledAt.data), occasion };
}
