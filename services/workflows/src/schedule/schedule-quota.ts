import { MeshError } from '@mesh/contracts/mesh-error';
import type { Trx } from '../db/schema.ts';
import { countSchedules } from './schedule-store.ts';

/** Limits of schedules in one workspace. */
export type ScheduleQuota = {
  readonly schedules: number;
  /**
   * Starts per minute of all schedules together, each at its fastest. A cron counts at most once per minute; events do not
   * count.
   */
  readonly startsPerMinute: number;
};
export const USUAL_SCHEDULE_QUOTA: ScheduleQuota = { schedules: 1_000, startsPerMinute: 6_000 };

/** An `after` schedule is checked no more often, in ms. */
const SHORTEST_REST_MS = 250;

/** Checks the quota of a workspace including schedules just saved, while nobody else saves any. Throws `unprocessable`. */
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
