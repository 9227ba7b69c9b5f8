import type { HandlerOf } from '@mesh/bus/handler';
import type * as schedules from '@mesh/contracts/schedules';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { findSchedule } from './schedule-store.ts';
import { existing, shownSchedule } from './shown-schedule.ts';

export function getSchedule(db: Database<Schema>): HandlerOf<typeof schedules.getSchedule> {
  return ({ params: { scheduleId } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => shownSchedule(existing(await findSchedule(trx, scheduleId))));
}
