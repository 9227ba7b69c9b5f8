import type { HandlerOf } from '@mesh/bus/handler';
import { checkIfMatch } from '@mesh/contracts/if-match';
import * as schedules from '@mesh/contracts/schedules';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { lockSchedule, setPaused } from './schedule-store.ts';
import { existing, shownSchedule } from './shown-schedule.ts';

export function updateSchedule(db: Database<Schema>): HandlerOf<typeof schedules.updateSchedule> {
  return ({ params: { scheduleId }, headers, body: { paused } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const before = shownSchedule(existing(await lockSchedule(trx, scheduleId)));
      checkIfMatch(headers, schedules.scheduleEtag(before), 'the schedule');
      await setPaused(trx, scheduleId, paused);
      return { ...before, paused };
    });
}
