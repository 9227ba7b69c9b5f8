import type { DatabaseClock } from '../db/database-clock.ts';
import { nextWake } from '../interpreter/state.ts';
import type { Loaded } from './loaded.ts';

const LONGEST_MS = 3_600_000;

/** Wakes an execution when the next thing in it is due; earlier, to set the timer again, if that is far away. */
export function armTimer(loaded: Loaded, clock: Pick<DatabaseClock, 'now'>, wake: () => void): void {
  clearTimeout(loaded.timer);
  const next = nextWake(loaded.state);
  if (next === undefined) return;
  loaded.timer = setTimeout(wake, Math.min(Math.max(next - clock.now(), 0), LONGEST_MS));
}
