import type { Json } from '@mesh/jq/json';
import { standardFault, type WorkflowError, WorkflowFault } from '../workflow-fault.ts';
import type { TaskState } from './task-store.ts';

const runtime = standardFault('runtime', '').error;

/** The output of an ended task. Throws what it failed with. */
export function resultOf({
  outcome,
  output,
  error,
  attempts,
}: Pick<TaskState, 'outcome' | 'output' | 'error' | 'attempts'>): Json {
  if (outcome === 'completed') return (output ?? null) as Json;
  if (outcome === 'failed')
    throw new WorkflowFault({ ...runtime, detail: 'the worker failed', ...(error as Partial<WorkflowError>) });
  if (outcome === 'timeout') throw standardFault('timeout', 'no worker has done the task within its timeout');
  if (outcome === 'exhausted')
    throw standardFault('runtime', `the task was taken ${attempts} times, and no worker has come to an end with it`);
  throw standardFault('runtime', 'the task was cancelled');
}
