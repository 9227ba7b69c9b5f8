import type { HandlerOf } from '@mesh/bus/serve';
import { MeshError } from '@mesh/contracts/mesh-error';
import type * as schedules from '@mesh/contracts/schedules';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { queueIsFull } from '../queue/queue-quota.ts';
import { fullWorkspaces } from '../queue/queue-store.ts';
import { USUAL_QUOTA } from '../queue/quota.ts';
import { lockedSchedule } from './due-store.ts';
import { fire } from './fire.ts';
import { nextInstant, type Rule } from './rule.ts';
import { databaseTime, findSchedule } from './schedule-store.ts';
import { existing } from './schedule-view.ts';

const MOST_INSTANTS = 1_000;

/** Starts what past instants have missed. An instant that has fired does not fire again. */
export function backfillSchedule(
  db: Database<Schema>,
  mostQueued = USUAL_QUOTA.queued,
): HandlerOf<typeof schedules.backfillSchedule> {
  return async ({ params: { scheduleId }, body }, { workspaceId }) => {
    const { rule, createdAt } = existing(await db.inWorkspace(workspaceId, (trx) => findSchedule(trx, scheduleId)));
    const now = await db.asSystem(databaseTime);
    if (new Date(body.to) > now) throw new MeshError('unprocessable', 'fill in what is past');
    const instants = instantsBetween(rule, createdAt, new Date(body.from), new Date(body.to));
    return db.asSystem(async (trx) => {
      const schedule = existing(await lockedSchedule(trx, scheduleId));
      if ((await fullWorkspaces(trx, [workspaceId], mostQueued)).size > 0) throw queueIsFull(mostQueued);
      let fired = 0;
      for (const scheduledAt of instants) {
        const begun = await fire(trx, { ...schedule, isRunning: false }, scheduledAt, { input: {}, now, again: true });
        if (begun) fired += 1;
      }
      return { fired };
    });
  };
}

/** Throws `unprocessable` for what has no instants, or is too much. */
function instantsBetween(rule: Rule, createdAt: Date, from: Date, to: Date): Date[] {
  if (rule.kind !== 'every' && rule.kind !== 'cron')
    throw new MeshError('unprocessable', 'only schedules with every or cron have instants to fill in');
  const instants: Date[] = [];
  const justBefore = new Date(from.getTime() - 1);
  const origin = originBefore(rule, createdAt, justBefore);
  for (let at = nextInstant(rule, origin, justBefore); at && at < to; at = nextInstant(rule, origin, at)) {
    if (instants.length === MOST_INSTANTS)
      throw new MeshError('unprocessable', `these are more than ${MOST_INSTANTS} instants; fill in less at once`);
    instants.push(at);
  }
  return instants;
}

/** Intervals count from when the schedule was made; before that they count backwards. */
function originBefore(rule: Rule, createdAt: Date, moment: Date): Date {
  if (rule.kind !== 'every' || createdAt <= moment) return createdAt;
  const steps = Math.ceil((createdAt.getTime() - moment.getTime()) / rule.ms) + 1;
  return new Date(createdAt.getTime() - steps * rule.ms);
}
