import type { PlanOf } from '../../plan/plan.ts';
import { standardFault, type WorkflowError, WorkflowFault } from '../workflow-fault.ts';
import type { Kind } from './kind.ts';

export const raise: Kind = {
  begin(turn, frame) {
    const { error } = frame.task as PlanOf<'raise'>;
    const { type, status, ...told } = error(frame.input, turn.bindings(frame)) as Partial<WorkflowError>;
    const code = Number(status);
    if (typeof type !== 'string' || !Number.isInteger(code))
      throw standardFault('configuration', 'the error to raise needs a type and a status');
    throw new WorkflowFault({ ...told, type, status: code });
  },
};
