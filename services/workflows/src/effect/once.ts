import { type Code, MeshError } from '@mesh/contracts/mesh-error';
import { OutcomeUnknown, WorkflowFault } from '../workflow-fault.ts';

/** Errors after which nobody knows whether the callee has acted. */
const unanswered: readonly Code[] = [
  'unavailable',
  'audit-unavailable',
  'deadline-exceeded',
  'egress-failed',
  'internal',
];

/** Calls at most once. Throws `OutcomeUnknown` if no answer came; a refusal is an answer. */
export async function once<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isAnswer = error instanceof WorkflowFault || (error instanceof MeshError && !unanswered.includes(error.code));
    if (isAnswer) throw error;
    throw new OutcomeUnknown('the only call was not answered', { cause: error });
  }
}
