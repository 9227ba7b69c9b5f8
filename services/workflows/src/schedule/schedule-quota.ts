import { MeshError } from '@mesh/contracts/mesh-error';
import { sql, type Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';

/** What starts by itself in one workspace. */
export type ScheduleQuota = {
  readonly schedules: number;
  /** Starts that all of them may make, each as often as it can. A cron does at most one in a minute; events are not counted. */
  readonly startsPerMinute: number;
};
export const USUAL_SCHEDULE_QUOTA: ScheduleQuota = { schedules: 1_000, startsPerMinute: 6_000 };

/** What starts again after each end is looked at no more often than this, in ms. */
const SHORTEST_REST_MS = 250;

/** Counts the schedules of a workspace, with those that were just saved. Throws `unprocessable` beyond its quota. */
export async function checkScheduleQuota(
  trx: Transaction<Schema>,
  workspaceId: string,
  { schedules, startsPerMinute }: ScheduleQuota,
): Promise<void> {
  const lock = `schedules of ${workspaceId}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(trx); // who saves at the same time counts too
  const { rows } = await sql<{ count: number; perMinute: number }>`
    select count(*)::integer as count, coalesce(sum(case kind when 'cron' then 1 when 'on' then 0
      else 60000 / greatest((rule ->> 'ms')::float8, ${SHORTEST_REST_MS}) end), 0)::float8 as per_minute
    from schedule where workspace_id = ${workspaceId} and ended_at is null`.execute(trx);
  const [{ count, perMinute } = { count: 0, perMinute: 0 }] = rows;
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
