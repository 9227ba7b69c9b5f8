import { setImmediate as nextRound } from 'node:timers/promises';
import { MeshError } from '@mesh/contracts/mesh-error';
import { nextInstant, type Rule } from './rule.ts';

const MOST_INSTANTS = 1_000;
/** A longer search yields to the event loop. */
const LONG_MS = 20;

export type Past = { readonly createdAt: Date; readonly from: Date; readonly to: Date };

/**
 * Instants of a rule in the past. The search yields to the event loop, since it takes long if they are rare or many. Throws
 * `unprocessable` if the rule has no instants or they are too many, and when `signal` aborts.
 */
export async function instantsBetween(
  rule: Rule,
  { createdAt, from, to }: Past,
  signal: AbortSignal,
): Promise<readonly Date[]> {
  if (rule.kind !== 'every' && rule.kind !== 'cron')
    throw new MeshError('unprocessable', 'only schedules with every or cron have instants to fill in');
  const instants: Date[] = [];
  const justBefore = new Date(from.getTime() - 1);
  const origin = originBefore(rule, createdAt, justBefore);
  let began = performance.now();
  for (let at = nextInstant(rule, origin, justBefore); at && at < to; at = nextInstant(rule, origin, at)) {
    if (instants.length === MOST_INSTANTS)
      throw new MeshError('unprocessable', `these are more than ${MOST_INSTANTS} instants; fill in less at once`);
    instants.push(at);
    if (performance.now() - began < LONG_MS) continue;
    await nextRound();
    signal.throwIfAborted();
    began = performance.now();
  }
  return instants;
}

/** Intervals count from the creation of the schedule, and backwards before it. */
function originBefore(rule: Rule, createdAt: Date, moment: Date): Date {
  if (rule.kind !== 'every' || createdAt <= moment) return createdAt;
  const steps = Math.ceil((createdAt.getTime() - moment.getTime()) / rule.ms) + 1;
  return new Date(createdAt.getTime() - steps * rule.ms);
}
