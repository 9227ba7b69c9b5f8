import { MeshError } from '@mesh/contracts/mesh-error';
import type { Trx } from '../db/schema.ts';
import { countSchedules } from './schedule-store.ts';

/** What starts by itself in one workspace. */
export type ScheduleQuota = {
  readonly schedules: number;
  /** Starts that all of them may make, each as often as it can. A cron does at most one in a minute; events are not counted. */
  readonly startsPerMinute: number;
};
export const USUAL_SCHEDULE_QUOTA: ScheduleQuota = { schedules: 1_000, startsPerMinute: 6_000 };

/** What starts again after each end is looked at no more often than this, in ms. */
const SHORTEST_REST_MS = 250;

/** Counts the schedules of a workspace, with those that were just saved, while nobody else saves any. Throws `unprocessable` beyond its quota. */
export async function checkScheduleQuota(
  trx: Trx,
  workspaceId: string,
  { schedules, startsPerMinute }: ScheduleQuota,
): Promise<void> {
  const { count, perMinute } = await countSchedules(trx, workspaceId, SHORTEST_REST_MS);
  if (count > schedules) throw beyond('schedules', schedules, `this workspace may have ${schedules} schedules`);
  if (perMinute > startsPerMinute)
    throw beyond(
      'scheduled-starts-per-minute',
      startsPerMinute,
      `its schedules may start ${startsPerMinute} executions a minute`,
    );
}

function beyond(quota: string, limit: number, told: string): MeshError {
  return new MeshError('unprocessable', `${told}; archive some or let them rest longer`, { extra: { quota, limit } });
}
