import type { Database } from '@mesh/database/database';
import type { Json } from '@mesh/jq/json';
import { inGroups } from '@mesh/runtime/in-groups';
import type { Schema } from '../db/schema.ts';
import type { OnEnd } from '../engine/loaded.ts';
import { Turns } from '../engine/turns.ts';
import type { About } from '../execution/about.ts';
import { keptInput } from '../payload/kept-input.ts';
import type { Plan } from '../plan/plan.ts';
import type { Worker } from '../worker/worker.ts';
import { keyOf } from './key-of.ts';
import { queueQuota } from './queue-quota.ts';
import { enqueue, type Queued, queuedOf } from './queue-store.ts';
import { type Quota, USUAL_QUOTA } from './quota.ts';
import { Rates, STARTS } from './rates.ts';
import { startKey } from './start-key.ts';

const MOST_IN_A_GROUP = 1_000;

export type Launching = {
  readonly about: About;
  readonly plan: Plan;
  readonly input: Json;
  readonly startAt?: Date | undefined;
  readonly concurrencyKey?: string | undefined;
  readonly priority?: number | undefined;
};
/** When it was accepted, once that is durable; undefined if it was accepted before. */
type Launched = { readonly at: Date | undefined; readonly isPending: boolean };
/** Throws `rate-limited` and `unprocessable` beyond the workspace's quota. */
export type Launch = (launching: Launching, onEnd?: OnEnd) => Promise<Launched>;
/** For one workspace; all or none, if they exceed its quota. */
export type LaunchAll = (workspaceId: string, launchings: readonly Launching[]) => Promise<Launched[]>;
/** Counts a start of another kind, such as a fork. Throws `rate-limited`. */
export type CountStart = (workspaceId: string) => void;
export type Launcher = { readonly launch: Launch; readonly launchAll: LaunchAll; readonly countStart: CountStart };

type Needs = { readonly db: Database<Schema>; readonly worker: Worker; readonly quota?: Quota };

/** Starts executions at once if there is a slot, else queues them, as it does those that have to wait. */
export function launcher({ db, worker, quota = USUAL_QUOTA }: Needs): Launcher {
  const rates = new Rates(STARTS, quota.startsPerSecond);
  const queue = inGroups((queued: readonly Queued[]) => db.asSystem((trx) => enqueue(trx, queued)), MOST_IN_A_GROUP);
  const checkQueue = queueQuota((workspaceId) => queuedOf(db, workspaceId, quota.queued), quota.queued);
  const turns = new Turns();
  const { slots, bell } = worker.queue;
  const { payloads } = worker;

  /** The caller's key, or that of the document. Many that take long, as of a batch, leave the event loop to others between them. */
  async function keyOfLaunch({ about, concurrencyKey, plan, input }: Launching): Promise<string | undefined> {
    const { key } = plan.concurrency;
    const spelled =
      concurrencyKey ?? (key && (await turns.take(about.workspaceId, () => startKey(key, input, Date.now()))));
    return spelled === undefined ? undefined : keyOf(about, spelled);
  }

  const begin: Launch = async (launching, onEnd) => {
    const { about, plan, input, startAt, priority = 0 } = launching;
    if (!mustWait(launching) && slots.isFree(about.workspaceId))
      return { at: await worker.engine.start(about, plan, input, onEnd), isPending: false };
    const key = await keyOfLaunch(launching);
    const owner = { workspaceId: about.workspaceId, executionId: about.id };
    const kept = await keptInput(payloads, owner, input);
    const made = await queue({ about, ...kept, priority, startAt, key, keyLimit: plan.concurrency.limit });
    if (kept.inputRef && !made.has(about.id)) await payloads.drop(owner, [kept.inputRef]);
    bell.ring();
    return { at: made.get(about.id), isPending: true };
  };

  return {
    async launch(launching, onEnd) {
      const { workspaceId } = launching.about;
      rates.spend(workspaceId, 1);
      if (mustWait(launching) || !slots.isFree(workspaceId)) await checkQueue(workspaceId);
      return begin(launching, onEnd);
    },
    async launchAll(workspaceId, launchings) {
      rates.spend(workspaceId, launchings.length);
      const { length } = launchings;
      if (launchings.some(mustWait) || !slots.isFree(workspaceId, length)) await checkQueue(workspaceId, length);
      return Promise.all(launchings.map((launching) => begin(launching)));
    },
    countStart: (workspaceId) => rates.spend(workspaceId, 1),
  };
}

/** Whether `startAt` has come is for the database's clock to say. */
function mustWait({ startAt, concurrencyKey, plan }: Launching): boolean {
  return (concurrencyKey ?? plan.concurrency.key ?? startAt) !== undefined;
}
