import type { Json } from '@mesh/jq/json';
import { reached } from './budget.ts';
import type { Happening, Raise } from './happening.ts';
import { kindOf } from './kinds/kinds.ts';
import { decide, isUndecided } from './outcome-unknown.ts';
import { type ExecutionState, postpone } from './state.ts';
import type { Turn } from './turn.ts';

/**
 * Goes on. Timeouts do not run while it is suspended; waits do. Calls whose outcome nobody knows have to be decided first, and
 * a budget has to allow something: one that is spent already is not taken.
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

function isSpent(state: ExecutionState, { task, ...bounds }: Raise): boolean {
  if (task === undefined) return reached('', bounds, state.spent) !== undefined;
  const { frames } = state;
  return [...frames.values()].some(
    ({ agent, task: own }) => agent && own.pointer === task && reached('', bounds, agent.spent) !== undefined,
  );
}

/** Sets new bounds; those that are not told stay. */
function raise(state: ExecutionState, { task, ...bounds }: Raise): void {
  if (task === undefined) state.budget = { ...state.budget, ...bounds };
  else
    for (const { agent, task: own } of state.frames.values())
      if (agent && own.pointer === task) agent.budget = { ...agent.budget, ...bounds };
}
