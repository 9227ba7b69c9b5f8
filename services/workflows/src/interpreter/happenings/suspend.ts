import type { Turn } from '../turn.ts';

/** Holds what is to be done. What is under way in the world ends, and its answer waits. */
export function suspend(turn: Turn, by: string, reason?: string): void {
  const { state, at } = turn;
  if (state.suspended) return;
  state.suspended = true;
  state.suspendedAt = at;
  turn.noteStanding('execution.suspended', { by, ...(reason !== undefined && { reason }) });
}
