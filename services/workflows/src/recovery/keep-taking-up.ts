import type { Bell } from '@mesh/runtime/bell';
import { calledOf } from '../event/deliver.ts';
import { happeningOf } from '../execution/asked.ts';
import { acquit, claim, countDeaths } from './claim-store.ts';
import { condemn } from './condemn.ts';
import { askedOf, callAgain, due, forgetAsked } from './due-store.ts';
import { type TakingUp, takeUp } from './take-up.ts';
import { CONDEMNED, type Watch } from './watch.ts';

const LOOK_MS = 250;
const MOST_CLAIMED = 200;
/** Histories read at once, since they are all in memory. */
const MOST_READ = 20;
/** Executions due within this time are claimed together. */
const GATHER_MS = 10;

type Needs = TakingUp & {
  readonly watch: Watch;
  /** Rings when something is due. */
  readonly bell: Bell;
};

/** Takes up due executions until `signal` aborts. */
export async function keepTakingUp(needs: Needs, worker: string, signal: AbortSignal): Promise<void> {
  const { bell, log } = needs;
  while (!signal.aborted) {
    const moreInMs = await takeUpDue(needs, worker).catch((error: unknown) => {
      log.warn({ err: error }, 'what is due cannot be taken up now');
      return LOOK_MS;
    });
    if (moreInMs > 0) await bell.sleep(Math.min(moreInMs, LOOK_MS), signal);
  }
}

/** Does everything that is due. Returns the ms until there may be more. */
async function takeUpDue(needs: Needs, worker: string): Promise<number> {
  const { db } = needs;
  await acquitOutlived(needs, worker);
  const { uncounted, claimable, asked, called, nextMs } = await due(db, worker);
  if (uncounted) await countDeaths(db);
  const count = claimable ? await claimAndTakeUp(needs, worker) : 0;
  if (asked) await passOnAsked(needs, worker);
  if (called) await passOnCalled(needs, worker);
  if (count > 0) return 0;
  if (claimable || nextMs === null) return Number.POSITIVE_INFINITY; // others have claimed it, or there is nothing
  return Math.max(nextMs, GATHER_MS);
}

async function acquitOutlived({ db, watch }: Needs, worker: string): Promise<void> {
  const harmless = watch.outlived();
  if (harmless.length > 0) await acquit(db, worker, harmless);
  for (const id of harmless) watch.acquit(id);
}

/** Claims unowned and due executions. Returns how many. */
async function claimAndTakeUp(needs: Needs, worker: string): Promise<number> {
  const { db, watch } = needs;
  const claimed = await claim(db, worker, MOST_CLAIMED, watch.room());
  for (const { id, deaths } of claimed) if (deaths >= CONDEMNED) await condemn(needs, worker, id);
  const others = claimed.filter(({ deaths }) => deaths < CONDEMNED);
  for (const one of others) watch.add(one);
  const ids = others.map(({ id }) => id);
  for (let at = 0; at < ids.length; at += MOST_READ) await takeUp(needs, worker, ids.slice(at, at + MOST_READ));
  return claimed.length;
}

/** Passes requests on to executions that are here. */
async function passOnAsked({ db, engine }: Needs, worker: string): Promise<void> {
  for (const { id, asked } of await askedOf(db, worker))
    if (engine.take(id, happeningOf(asked))) await forgetAsked(db, id, asked);
}

/** Passes events on to executions that are here. */
async function passOnCalled({ db, engine }: Needs, worker: string): Promise<void> {
  for (const { executionId, happening } of await calledOf(db, worker))
    if (!engine.take(executionId, happening)) await callAgain(db, executionId);
}
