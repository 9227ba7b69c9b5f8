import { Bell } from '@mesh/runtime/bell';
import type { Log } from '@mesh/runtime/log';
import { startLoop } from '@mesh/runtime/loop';
import type { PlanOfWorkflow } from '../plan/plan-cache.ts';
import { catchUp } from './catch-up.ts';
import { forgetHeard, isHeard } from './event-store.ts';
import { type MatchNeeds, matchEvents } from './match-events.ts';
import { strategies } from './strategies.ts';

const LOOK_MS = 250;
const FORGET_MS = 600_000;

type Needs = Omit<MatchNeeds, 'strategyAt'> & {
  readonly planOf: PlanOfWorkflow;
  /** Called when events have reached listeners. */
  readonly onReached: () => void;
  readonly log: Log;
};

/** Matches events with listeners until disposed. */
export type Hearing = AsyncDisposable & {
  /** Something was stored here: look now. */
  ring(): void;
};

export function startHearing({ log: parent, planOf, ...rest }: Needs): Hearing {
  const needs = { ...rest, strategyAt: strategies(rest.db, planOf) };
  const log = parent.child({ part: 'hearing' });
  const bell = new Bell();
  const loop = startLoop('hearing', (signal) => hear(needs, bell, signal), log);
  return { ring: () => bell.ring(), [Symbol.asyncDispose]: () => loop[Symbol.asyncDispose]() };
}

async function hear(needs: MatchNeeds & Pick<Needs, 'onReached'>, bell: Bell, signal: AbortSignal): Promise<void> {
  let forgetAt = performance.now() + FORGET_MS;
  while (!signal.aborted) {
    const { heard, behind } = await isHeard(needs.db);
    const moreHeard = heard && (await matchEvents(needs));
    const moreBehind = behind && (await catchUp(needs));
    if (heard || behind) needs.onReached();
    if (performance.now() > forgetAt) {
      await needs.db.asSystem(forgetHeard);
      forgetAt = performance.now() + FORGET_MS;
    }
    if (!moreHeard && !moreBehind) await bell.sleep(LOOK_MS, signal);
  }
}
