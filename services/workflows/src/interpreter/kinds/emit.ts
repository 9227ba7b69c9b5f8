import type { Json } from '@mesh/jq/json';
import type { PlanOf } from '../../plan/plan.ts';
import { standardFault } from '../../workflow-fault.ts';
import { derivedId } from '../derived-id.ts';
import { checkEvent, eventAttributes } from '../event-attributes.ts';
import { runKey } from '../run-key.ts';
import type { Kind } from './kind.ts';

/**
 * Publishes an event with the commit of its turn, so exactly once; its id is derived from where it is emitted. Outputs the
 * event.
 */
export const emit: Kind = {
  begin(turn, frame) {
    const { event } = frame.task as PlanOf<'emit'>;
    const given = eventAttributes(event(frame.input, turn.bindings(frame)) as Readonly<Record<string, Json>>);
    const { id: named, specversion = '1.0', type, source, subject, data, ...attributes } = given;
    if (typeof type !== 'string' || typeof source !== 'string')
      throw standardFault('configuration', 'an event needs a source and a type');
    const id = typeof named === 'string' ? named : derivedId('evt', runKey(turn.state, frame));
    const told = { specversion, time: new Date(turn.at).toISOString(), ...given, id, type, source, data: data ?? null };
    checkEvent(told);
    const about = typeof subject === 'string' ? subject : undefined;
    turn.emitted.push({ id, type, source, subject: about, attributes, data });
    turn.complete(frame, told);
  },
};
