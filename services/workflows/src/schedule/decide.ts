import { dueAt, nextInstant, type Rule } from './rule.ts';

/** The fate of one instant. */
export type Tick = { readonly scheduledAt: Date } & (
  | { readonly outcome: 'fired' }
  | { readonly outcome: 'skipped'; readonly reason: Skipped }
);
/**
 * `depth`: too long a chain of starts by events. `quota`: the workspace has reached its queue limit. `size`: the collected
 * events exceed a value's limit, or too many other starts are being collected.
 */
export type Skipped = 'paused' | 'missed' | 'overlap' | 'depth' | 'quota' | 'size';

export type ScheduleState = {
  readonly id: string;
  readonly rule: Rule;
  readonly createdAt: Date;
  readonly paused: boolean;
  readonly nextAt: Date | null;
  /** Its last execution has not ended. */
  readonly isRunning: boolean;
  /** Its workspace has reached its queue limit. */
  readonly isFull?: boolean;
};
export type Decided = { readonly ticks: Tick[]; readonly nextAt: Date | undefined };

/** Decides instants that are due at `now`, at most `most`, and finds the next one. */
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
 * Decides one instant; reasons to skip it are checked in this order. Instants come in order, so one may wait for the jitter of
 * another: none is late before its jitter has passed.
 */
export function decideOne({ rule, paused, isRunning, isFull }: ScheduleState, scheduledAt: Date, now: Date): Tick {
  if (paused) return { scheduledAt, outcome: 'skipped', reason: 'paused' };
  if (now.getTime() - scheduledAt.getTime() > rule.jitterMs + rule.catchUpMs)
    return { scheduledAt, outcome: 'skipped', reason: 'missed' };
  if (rule.overlap === 'skip' && isRunning) return { scheduledAt, outcome: 'skipped', reason: 'overlap' };
  if (isFull) return { scheduledAt, outcome: 'skipped', reason: 'quota' };
  return { scheduledAt, outcome: 'fired' };
}
