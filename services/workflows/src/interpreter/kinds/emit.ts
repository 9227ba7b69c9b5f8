import type { Json } from '@mesh/jq/json';
import type { PlanOf } from '../../plan/plan.ts';
import { eventId } from '../event-id.ts';
import { standardFault } from '../workflow-fault.ts';
import type { Kind } from './kind.ts';

/** Tells an event with the commit of its turn, so it is told once; its id is made of where it was emitted. */
export const emit: Kind = {
  begin(turn, frame) {
    const { event } = frame.task as PlanOf<'emit'>;
    const { id, type, source, subject, data } = event(frame.input, turn.bindings(frame)) as Readonly<
      Record<string, Json>
    >;
    if (typeof type !== 'string' || typeof source !== 'string')
      throw standardFault('configuration', 'an event needs a source and a type');
    turn.emitted.push({
      id: typeof id === 'string' ? id : eventId(`${turn.state.id}:${frame.task.pointer}:${frame.iteration}`),
      type,
      source,
      subject: typeof subject === 'string' ? subject : undefined,
      data: data ?? null,
    });
    turn.complete(frame, frame.input);
  },
};
