import type { Json } from '@mesh/jq/json';
import { reached } from '../budget.ts';
import type { Happening, Raise } from '../happening.ts';
import { kindOf } from '../kinds/kinds.ts';
import { type ExecutionState, postpone } from '../state.ts';
import type { Turn } from '../turn.ts';
import { decide, isUndecided } from './outcome-unknown.ts';

/**
 * Resumes. Timeouts stand still while suspended; waits do not. Unknown outcomes have to be decided first, and a new budget has
 * to leave something to spend.
 */
export function resume(turn: Turn, { by, outcome, budget }: Extract<Happening, { kind: 'resumed' }>): void {
  const { state, at } = turn;
  if (!state.suspended) return;
  if (budget && isSpent(state, budget) && turn.goesBy('a budget that is spent resumes nothing')) return;
  if (outcome) decide(turn, by, outcome);
  if (isUndecided(state)) return;
  state.suspended = false;
  postpone(state, at - state.suspendedAt, { waits: false });
  turn.noteStanding('execution.resumed', { by, ...(budget && { budget: { ...budget } as Json }) });
  if (budget) raise(state, budget);
  for (const frame of [...state.frames.values()]) kindOf(frame).resumed?.(turn, frame);
}

/** Sets new limits; those that are not given stay. */
function raise(state: ExecutionState, { task, ...bounds }: Raise): void {
  for (const one of boundedBy(state, task)) one.budget = { ...one.budget, ...bounds };
}

function isSpent(state: ExecutionState, { task, ...bounds }: Raise): boolean {
  return boundedBy(state, task).some(({ spent }) => reached('', bounds, spent) !== undefined);
}

/** What a budget limits: the execution, or the agents that run a task of it. */
function boundedBy(
  state: ExecutionState,
  task: string | undefined,
): readonly Pick<ExecutionState, 'budget' | 'spent'>[] {
  if (task === undefined) return [state];
  return [...state.frames.values()].flatMap(({ agent, task: own }) => (agent && own.pointer === task ? agent : []));
}
