import type { Json } from '@mesh/jq/json';
import { textOf } from '../../expression/text-of.ts';
import type { PlanOf } from '../../plan/plan.ts';
import { standardFault, type WorkflowError, WorkflowFault } from '../../workflow-fault.ts';
import type { Kind } from './kind.ts';

export const raise: Kind = {
  begin(turn, frame) {
    const { error } = frame.task as PlanOf<'raise'>;
    const { type, status, ...told } = error(frame.input, turn.bindings(frame)) as Readonly<Record<string, Json>>;
    const code = Number(status);
    if (typeof type !== 'string' || !Number.isInteger(code))
      throw standardFault('configuration', 'the error to raise needs a type and a status');
    throw new WorkflowFault({ ...textsOf(told), type, status: code });
  },
};

/** Further members of an error are text, whatever an expression yields; null ones are omitted. */
function textsOf(told: Readonly<Record<string, Json>>): Partial<WorkflowError> {
  const there = Object.entries(told).filter(([, value]) => value !== null);
  return Object.fromEntries(there.map(([name, value]) => [name, textOf(value)]));
}
