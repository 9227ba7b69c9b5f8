import type { Turn } from '../turn.ts';

/** Suspends. Effects under way finish, and their answers wait. */
export function suspend(turn: Turn, by: string, reason?: string): void {
  const { state, at } = turn;
  if (state.suspended) return;
  state.suspended = true;
  state.suspendedAt = at;
  turn.noteStanding('execution.suspended', { by, ...(reason !== undefined && { reason }) });
}
