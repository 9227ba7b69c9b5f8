import { listenersOf } from '../event/listening.ts';
import type { Frame } from '../interpreter/frame.ts';
import { listeningFrames } from '../interpreter/state.ts';
import type { ListenerRow, Listenings } from '../journal/append.ts';
import type { PlanOf } from '../plan/plan.ts';
import { type Loaded, listeningIds } from './loaded.ts';
import type { Taken } from './take-in.ts';

/** Changes of listeners; undefined if there are none. */
export function listenings({ about, state, listening }: Loaded, happened: readonly Taken[]): Listenings | undefined {
  const now = listeningFrames(state);
  const begun = now.filter(({ id }) => !listening.has(id)).flatMap((frame) => rowsOf(frame, about.workflowId));
  const ids = listeningIds(state);
  const over = [...listening].filter((id) => !ids.has(id));
  const taken = happened.flatMap(({ happening }) => (happening.kind === 'heard' ? [happening] : []));
  return begun.length + over.length + taken.length === 0 ? undefined : { begun, over, taken };
}

function rowsOf({ id: frame, task, listening }: Frame, workflowId: string): ListenerRow[] {
  if (!listening) return [];
  const { pointer, to } = task as PlanOf<'listen'>;
  return listenersOf(to, listening.consumption).map(({ seen, ...listener }) => ({
    ...listener,
    frame,
    workflowId,
    pointer,
    seen: seen && JSON.stringify(seen),
  }));
}
