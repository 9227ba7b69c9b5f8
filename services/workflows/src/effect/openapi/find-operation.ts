import { httpMethod } from '@mesh/contracts/http-method';
import { standardFault } from '../../workflow-fault.ts';
import type { Kept, Operation } from './operations-of.ts';

/** The operation with this id. Throws `WorkflowFault` if there is none that can be called. */
export function findOperation(operations: ReadonlyMap<string, string>, operationId: string): Operation {
  const kept = operations.get(operationId);
  if (kept === undefined) throw standardFault('configuration', `the document has no operation ${operationId}`);
  const found = JSON.parse(kept) as Kept;
  if ('mistake' in found) throw standardFault('configuration', found.mistake);
  if (!httpMethod.safeParse(found.method).success)
    throw standardFault('configuration', `${operationId} is called by ${found.method}`, { status: 501 });
  return found;
}
