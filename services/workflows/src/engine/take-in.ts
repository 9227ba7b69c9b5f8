import type { DatabaseClock } from '../db/database-clock.ts';
import { advance, asTakenIn, isCut } from '../interpreter/advance.ts';
import type { Happening } from '../interpreter/happening.ts';
import { byNewestRules } from '../interpreter/rules.ts';
import type { Turn } from '../interpreter/turn.ts';
import type { Loaded } from './loaded.ts';
import { type Bounds, overrunOf, USUAL_BOUNDS } from './overrun.ts';

/** A longer turn, because of its expressions, is cut, so that others get theirs and the lease is renewed. */
const LONGEST_TURN_MS = 100;

type Clock = Pick<DatabaseClock, 'now'>;

/** A happening that was taken in, and what followed. `seq` is the number of its first entry. */
export type Taken = { readonly happening: Happening; readonly turn: Turn; readonly seq: number };

/** Takes in everything that waits. A happening without entries is dropped, except that events are noted as heard. */
export function takeIn(loaded: Loaded, clock: Clock, bounds: Bounds = USUAL_BOUNDS): Taken[] {
  const { state, queue } = loaded;
  const taken: Taken[] = [];
  const error = overrunOf(state, bounds);
  if (error) queue.unshift({ kind: 'faulted', error });
  if (queue.length === 0 && isCut(state)) queue.push({ kind: 'went-on' });
  for (let happening = queue.shift(); happening; happening = queue.shift()) {
    const one = takeInOne(loaded, happening, clock, bounds);
    if (one.turn.entries.length > 0 || happening.kind === 'heard') taken.push(one);
    if (one.turn.lateAfter !== undefined) break;
  }
  return taken;
}

/**
 * Takes in one happening, within limits and without blocking others. The rules that it met, and where it was cut, are stored
 * with it.
 */
export function takeInOne({ state }: Loaded, happened: Happening, clock: Clock, bounds = USUAL_BOUNDS): Taken {
  const happening = byNewestRules(happened);
  const until = performance.now() + LONGEST_TURN_MS;
  const seq = state.seq + 1;
  const isToStop = () => performance.now() > until || overrunOf(state, bounds) !== undefined;
  const turn = advance(state, happening, clock.now(), isToStop);
  return { happening: asTakenIn(happening, turn), turn, seq };
}
