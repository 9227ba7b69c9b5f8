import type { HandlerOf } from '@mesh/bus/serve';
import type * as schedules from '@mesh/contracts/schedules';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { setPaused } from './schedule-store.ts';
import { existing, shownSchedule } from './schedule-view.ts';

export function updateSchedule(db: Database<Schema>): HandlerOf<typeof schedules.updateSchedule> {
  return ({ params: { scheduleId }, body: { paused } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => shownSchedule(existing(await setPaused(trx, scheduleId, paused))));
}
