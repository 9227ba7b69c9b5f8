import { newId } from '@mesh/contracts/id';
import type { Database } from '@mesh/database/database';
import type { Json } from '@mesh/jq/json';
import type { Log } from '@mesh/runtime/log';
import type { Schema, Trx } from '../db/schema.ts';
import { DEEPEST, depthAfter } from '../event/event-depth.ts';
import { type Waiting, waitingLongest } from '../event/event-store.ts';
import type { StartPlan, StartsOf } from '../event/strategies.ts';
import { toldId } from '../event/told-id.ts';
import { NOW, surelyHolds } from '../expression/expression.ts';
import { type CloudEvent, readEvent } from '../interpreter/cloud-event.ts';
import { isEnough } from '../interpreter/consumption.ts';
import { keptInput } from '../payload/kept-input.ts';
import type { Payloads } from '../payload/payloads.ts';
import { isLongerThan, MOST_BYTES } from '../payload/size.ts';
import { fullWorkspaces } from '../queue/queue-store.ts';
import { USUAL_QUOTA } from '../queue/quota.ts';
import { calledSchedules, forgetOverheard } from './called-store.ts';
import { decideOne, type ScheduleState, type Tick } from './decide.ts';
import { calledSchedule, type Firing, setCollected } from './due-store.ts';
import { fire } from './fire.ts';
import { gather, givingWay } from './gathering.ts';
import type { Collected } from './schedule-tables.ts';
import { scheduledKey } from './scheduled-key.ts';
import { noteSkipped } from './tick-store.ts';

/** Events per turn of one schedule, and the time that it has for them. */
const MOST_EVENTS = 200;
const MOST_MS = 1_000;

type Needs = {
  readonly db: Database<Schema>;
  readonly starts: StartsOf;
  readonly payloads: Pick<Payloads, 'keep' | 'drop'>;
  /** Queue limit of a workspace; the usual by default. */
  readonly mostQueued?: number | undefined;
  readonly log: Log;
};

/**
 * Starts workflows for waiting events, which become their input. True if there may be more. One that cannot start now, for
 * example because its input cannot be stored, blocks no other.
 */
export async function fireHeard(needs: Needs, now: Date): Promise<boolean> {
  let isMore = false;
  for (const id of await needs.db.asSystem(calledSchedules)) {
    try {
      if (await fireCalled(needs, id, now)) isMore = true;
    } catch (error) {
      needs.log.warn({ err: error, scheduleId: id }, 'events start nothing now; they wait');
    }
  }
  return isMore;
}

/** Takes some of the events waiting for a schedule, so that others get their turn. False while another process does. */
function fireCalled(needs: Needs, id: string, now: Date): Promise<boolean> {
  const { db, starts, payloads, mostQueued = USUAL_QUOTA.queued } = needs;
  return db.asSystem(async (trx) => {
    const schedule = await calledSchedule(trx, id);
    if (!schedule) return false;
    const plan = schedule.isOver ? undefined : await starts(schedule.workspaceId, schedule.workflowId);
    const waiting = await waitingLongest(trx, id, MOST_EVENTS);
    const full = await fullWorkspaces(trx, [schedule.workspaceId], mostQueued);
    const isFull = full.has(schedule.workspaceId);
    const taken = plan ? await take({ trx, payloads }, { ...schedule, isFull }, plan, waiting, now) : waiting;
    await forgetOverheard(
      trx,
      schedule.id,
      taken.map(({ place }) => place),
    );
    return true;
  });
}

type Taking = { readonly trx: Trx } & Pick<Needs, 'payloads'>;

/** Returns the events that were processed: all, unless its filters are slow. */
async function take(
  taking: Taking,
  schedule: Firing & Pick<ScheduleState, 'isFull'>,
  plan: StartPlan,
  waiting: readonly Waiting[],
  now: Date,
): Promise<readonly Waiting[]> {
  const { trx } = taking;
  const until = performance.now() + MOST_MS;
  const open = schedule.collected ? [schedule.collected].flat() : [];
  let looked = 0;
  let { lastExecution, isRunning } = schedule;
  for (const { event } of waiting) {
    if (performance.now() > until) break;
    looked += 1;
    const collected = gather(plan, open, event, now.getTime());
    if (!collected || !isOver(plan, collected, now.getTime())) continue;
    open.splice(open.indexOf(collected), 1);
    const occasion = toldId(schedule.workspaceId, event.source, event.id);
    const gathered = { events: collected.events, input: inputOf(plan, collected.events) };
    const tick = decideStart({ ...schedule, isRunning }, gathered, now);
    if (tick.outcome === 'skipped') {
      await noteSkipped(trx, schedule, [{ ...tick, occasion }], now);
      continue;
    }
    const begun = await start(taking, { ...schedule, lastExecution, isRunning }, gathered, { occasion, now });
    lastExecution = begun ?? lastExecution;
    isRunning ||= begun !== undefined;
  }
  await noteSkipped(trx, schedule, givingWay(open).flatMap(tooMuch(schedule, now)), now);
  await setCollected(trx, schedule.id, open, lastExecution);
  return waiting.slice(0, looked);
}

/** A start given up for newer events is reported by its first event. */
function tooMuch({ workspaceId }: Firing, now: Date) {
  const skipped = { scheduledAt: now, outcome: 'skipped', reason: 'size' } as const;
  return ({ events: [first] }: Collected) =>
    first ? [{ ...skipped, occasion: toldId(workspaceId, first.source, first.id) }] : [];
}

/** A condition that fails on these events counts as false, so that it does not block those after them. */
function isOver(plan: StartPlan, { consumption, events }: Collected, at: number): boolean {
  const { until, ...rest } = plan;
  if (until === undefined) return isEnough(rest, consumption);
  const bindings = (name: string) => (name === NOW ? at : null);
  return events.length > 0 && surelyHolds(until, inputOf(plan, events), bindings);
}

function inputOf({ read }: StartPlan, events: readonly CloudEvent[]): Json {
  return events.map((event) => readEvent(event, read));
}

type Gathered = Pick<Collected, 'events'> & { readonly input: Json };

/** A workflow that causes its own start event, even indirectly, would start for ever. */
function decideStart(state: ScheduleState, { events, input }: Gathered, now: Date): Tick {
  const skipped = { scheduledAt: now, outcome: 'skipped' } as const;
  if (depthAfter(events) > DEEPEST) return { ...skipped, reason: 'depth' };
  if (isLongerThan(input, MOST_BYTES)) return { ...skipped, reason: 'size' };
  return decideOne(state, now, now);
}

type When = { readonly occasion: string; readonly now: Date };

/** Stores large events in the bucket before a row refers to them. Returns the execution. */
async function start(
  { trx, payloads }: Taking,
  schedule: Firing,
  { events, input }: Gathered,
  when: When,
): Promise<string | undefined> {
  const owner = { workspaceId: schedule.workspaceId, executionId: newId('exe') };
  const kept = await keptInput(payloads, owner, input);
  const key = scheduledKey(schedule, input, when.now);
  const occasion = { ...when, ...kept, key, executionId: owner.executionId, eventDepth: depthAfter(events) };
  const begun = await fire(trx, schedule, when.now, occasion);
  if (kept.inputRef && begun === undefined) await payloads.drop(owner, [kept.inputRef]);
  return begun;
}
