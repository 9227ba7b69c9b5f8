import { identityOf } from '../cloud-event.ts';
import type { Happening } from '../happening.ts';
import { kindOf } from '../kinds/kinds.ts';
import type { Turn } from '../turn.ts';

/**
 * Taken in at once, even while suspended. An event that one task of this execution has received is not new to a task that began
 * after that.
 */
export function heard(turn: Turn, happening: Extract<Happening, { kind: 'heard' }>): void {
  const { event, early } = happening;
  const frame = turn.state.frames.get(happening.frame);
  const hadBefore = early ? turn.state.heard.get(identityOf(event)) : undefined;
  if (!frame || (hadBefore !== undefined && frame.id >= hadBefore)) return;
  const { length } = turn.entries;
  turn.guard(frame, () => kindOf(frame).heard?.(turn, frame, event));
  if (turn.entries.length > length) turn.state.loops = 0;
}
