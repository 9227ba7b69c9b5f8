import { dueAt, nextInstant, type Rule } from './rule.ts';

/** What becomes of one instant. */
export type Tick = { readonly scheduledAt: Date } & (
  | { readonly outcome: 'fired' }
  | { readonly outcome: 'skipped'; readonly reason: Skipped }
);
/**
 * `depth`: too many starts by events one after the other. `quota`: the workspace has as much queued as it may. `size`: its
 * events are larger together than anything that is kept, or too many others are gathered beside them.
 */
export type Skipped = 'paused' | 'missed' | 'overlap' | 'depth' | 'quota' | 'size';

export type ScheduleState = {
  readonly id: string;
  readonly rule: Rule;
  readonly createdAt: Date;
  readonly paused: boolean;
  readonly nextAt: Date | null;
  /** The execution that it started last has not ended. */
  readonly isRunning: boolean;
  /** Its workspace has as much queued as it may. */
  readonly isFull?: boolean;
};
export type Decided = { readonly ticks: Tick[]; readonly nextAt: Date | undefined };

/** Decides the instants that are due at `now`, at most `most` of them, and tells the next one. */
export function decide(state: ScheduleState, now: Date, most: number): Decided {
  const { id, rule, createdAt } = state;
  const ticks: Tick[] = [];
  let nextAt = state.nextAt ?? undefined;
  let isRunning = state.isRunning;
  while (nextAt && ticks.length < most && dueAt(rule, id, nextAt) <= now) {
    const tick = decideOne({ ...state, isRunning }, nextAt, now);
    ticks.push(tick);
    isRunning ||= tick.outcome === 'fired';
    nextAt = nextInstant(rule, createdAt, nextAt);
  }
  return { ticks, nextAt };
}

/**
 * Decides one instant: the reasons to leave it out, in this order. Instants come in their order, so that one may wait for the
 * jitter of another before it: none is late before the jitter has passed.
 */
export function decideOne({ rule, paused, isRunning, isFull }: ScheduleState, scheduledAt: Date, now: Date): Tick {
  if (paused) return { scheduledAt, outcome: 'skipped', reason: 'paused' };
  if (now.getTime() - scheduledAt.getTime() > rule.jitterMs + rule.catchUpMs)
    return { scheduledAt, outcome: 'skipped', reason: 'missed' };
  if (rule.overlap === 'skip' && isRunning) return { scheduledAt, outcome: 'skipped', reason: 'overlap' };
  if (isFull) return { scheduledAt, outcome: 'skipped', reason: 'quota' };
  return { scheduledAt, outcome: 'fired' };
}
