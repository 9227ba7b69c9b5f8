import { standardFault } from '../../workflow-fault.ts';
import { type Halt, isHalted } from '../halt.ts';
import type { Happening } from '../happening.ts';
import { type ExecutionState, pendingEffects, postpone } from '../state.ts';
import type { Turn } from '../turn.ts';

type Play = (state: ExecutionState, happening: Happening, at: number) => Turn;

/**
 * Replays the past of another execution up to the first start of a task, and continues from there. The history begins with the
 * other's; its earlier events and effects are not repeated.
 */
export function forkFrom(turn: Turn, forked: Extract<Happening, { kind: 'forked' }>, play: Play): void {
  const { state, at } = turn;
  const { of, from, by, input } = forked;
  const around = state.halt;
  const halt: Halt = { before: from, around };
  state.halt = halt;
  for (const one of forked.past) {
    turn.entries.push(...play(state, one.happening, one.at).entries);
    if (isHalted(halt)) break;
  }
  state.halt = around;
  if (isHalted(around)) return; // a fork of this fork has an even shorter past
  if (!halt.reached) {
    turn.fault(standardFault('configuration', `${from} has not begun in ${of}`).error, from);
    return;
  }
  state.suspended = false;
  postpone(state, at - halt.reached.at, { waits: true });
  turn.note('execution.forked', from, { of, by, ...(input !== undefined && { input }) });
  for (const frame of state.frames.values()) {
    const effect = frame.effect ?? frame.unknown;
    frame.effect = effect && { ...effect, cutOff: undefined }; // for the fork it is the first call
    frame.unknown = undefined;
  }
  turn.effects.push(...pendingEffects(state));
  const { beginning } = halt.reached;
  turn.beginFirst({ ...beginning, rawInput: forked.isNull ? null : (input ?? beginning.rawInput) });
}
