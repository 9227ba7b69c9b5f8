import type { HandlerOf } from '@mesh/bus/handler';
import { MeshError } from '@mesh/contracts/mesh-error';
import type * as schedules from '@mesh/contracts/schedules';
import type { Database } from '@mesh/database/database';
import { FairSemaphore } from '@mesh/runtime/fair-semaphore';
import type { Schema, Trx } from '../db/schema.ts';
import { queueIsFull } from '../queue/queue-quota.ts';
import { fullWorkspaces } from '../queue/queue-store.ts';
import { USUAL_QUOTA } from '../queue/quota.ts';
import { instantsBetween } from './backfill-instants.ts';
import { lockFiring } from './due-store.ts';
import { fire } from './fire.ts';
import { databaseTime, findSchedule, firstMade } from './schedule-store.ts';
import { scheduledKey } from './scheduled-key.ts';
import { existing } from './shown-schedule.ts';
import { firedByOthers, KEPT_DAYS } from './tick-store.ts';

/** Instants per transaction; between transactions others get the schedule, the connection and the turn. */
const IN_ONE_GO = 50;
const DAY_MS = 24 * 3_600_000;

type Portion = { readonly workspaceId: string; readonly scheduleId: string; readonly instants: readonly Date[] };

/**
 * Starts missed instants in portions. An instant that has fired, under whichever version of the workflow, does not fire again.
 */
export function backfillSchedule(
  db: Database<Schema>,
  mostQueued = USUAL_QUOTA.queued,
): HandlerOf<typeof schedules.backfillSchedule> {
  const semaphore = new FairSemaphore({ atOnce: 1, ofEach: 0, mostWaiting: Number.POSITIVE_INFINITY });

  const inTurn = (portion: Portion, now: Date): Promise<number> =>
    semaphore.run(portion.workspaceId, () => db.asSystem((trx) => firePortion(trx, portion, now)));

  async function firePortion(trx: Trx, portion: Portion, now: Date): Promise<number> {
    const { workspaceId, scheduleId, instants } = portion;
    const schedule = existing(await lockFiring(trx, scheduleId));
    if ((await fullWorkspaces(trx, [workspaceId], mostQueued)).size > 0) throw queueIsFull(mostQueued);
    const before = await firedByOthers(trx, schedule, instants);
    const input = {};
    const key = scheduledKey(schedule, input, now);
    let fired = 0;
    for (const scheduledAt of instants) {
      if (before.has(scheduledAt.getTime())) continue;
      const begun = await fire(trx, { ...schedule, isRunning: false }, scheduledAt, { input, key, now, again: true });
      if (begun) fired += 1;
    }
    return fired;
  }

  return async ({ params: { scheduleId }, body }, { workspaceId, signal }) => {
    const { rule, createdAt, firstMadeAt } = await db.inWorkspace(workspaceId, async (trx) => {
      const schedule = existing(await findSchedule(trx, scheduleId));
      return { ...schedule, firstMadeAt: await firstMade(trx, schedule) };
    });
    const now = await db.asSystem(databaseTime);
    if (new Date(body.to) > now) throw new MeshError('unprocessable', 'fill in what is past');
    refuseForgotten({ firstMadeAt, ...body }, now);
    const past = { createdAt, from: new Date(body.from), to: new Date(body.to) };
    const instants = await instantsBetween(rule, past, signal);
    let fired = 0;
    for (let place = 0; place === 0 || place < instants.length; place += IN_ONE_GO) {
      signal.throwIfAborted();
      fired += await inTurn({ workspaceId, scheduleId, instants: instants.slice(place, place + IN_ONE_GO) }, now);
    }
    return { fired };
  };
}

/**
 * Refuses instants whose firing is forgotten, since they might fire twice. There are none before the workflow first had a
 * schedule.
 */
function refuseForgotten({ firstMadeAt, from, to }: { firstMadeAt: Date; from: string; to: string }, now: Date): void {
  const known = new Date(now.getTime() - KEPT_DAYS * DAY_MS);
  if (new Date(from) < known && firstMadeAt < known && new Date(to) > firstMadeAt)
    throw new MeshError(
      'unprocessable',
      `which instants fired is known for ${KEPT_DAYS} days: fill in what is since ${known.toISOString()}`,
    );
}
