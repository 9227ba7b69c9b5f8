import type { Status } from '@mesh/contracts/execution-shapes';
import { type ExecutionState, listeningFrames, nextWake, pendingEffects } from '../interpreter/state.ts';

/** An execution that waits longer leaves memory, and any process takes it up again in time. */
const STAYS_MS = 30_000;
/** Shorter waits are not worth updating the row. */
const NOTED_MS = 1_000;

export type Stance = { readonly status: Status; readonly owned: boolean; readonly wakeAt: Date | undefined };

/** Status of an execution at `now`: running or waiting, and whether this process keeps it. */
export function stanceOf(state: ExecutionState, now: number): Stance {
  if (state.ended) return { status: state.ended.status, owned: false, wakeAt: undefined };
  const isAsking = pendingEffects(state).length > 0;
  if (state.suspended) return { status: 'suspended', owned: isAsking, wakeAt: undefined };
  const wake = nextWake(state);
  const isIdle = !isAsking && state.agenda.length === 0;
  // It waits for workers only: it stays here, where the results arrive, and holds no slot.
  if (isAsking && state.agenda.length === 0 && isOutside(state))
    return { status: 'waiting', owned: true, wakeAt: undefined };
  if (isIdle && wake === undefined && listeningFrames(state).length > 0)
    return { status: 'waiting', owned: false, wakeAt: undefined };
  if (!isIdle || wake === undefined) return { status: 'running', owned: true, wakeAt: undefined };
  const wakeAt = new Date(wake);
  return { status: wake - now > NOTED_MS ? 'waiting' : 'running', owned: wake - now <= STAYS_MS, wakeAt };
}

/** Whether a call is under way that must not be made again. */
export function isAskingOnce(state: ExecutionState): boolean {
  return pendingEffects(state).some(({ once }) => once);
}

function isOutside(state: ExecutionState): boolean {
  return pendingEffects(state).every((effect) => effect.function === 'worker');
}
