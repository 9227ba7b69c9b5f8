import type { Json } from '@mesh/jq/json';
import { z } from 'zod';
import { returns } from '../definition/dsl/outputs.ts';
import type { ExecutionRow } from '../execution/execution-store.ts';
import { readArguments } from '../plan/read-arguments.ts';
import { standardFault, type WorkflowError, WorkflowFault } from '../workflow-fault.ts';
import type { EffectHandler } from './effect-handler.ts';

const workflowArguments = z.object({
  namespace: z.string(),
  name: z.string(),
  version: z.string().default('latest'),
  input: z.json().default({}),
  return: z.enum(returns).default('stdout'),
});

/** `run: workflow`: a child execution, whose output or error becomes the task's. */
export const runWorkflow: EffectHandler = async ({ children }, about, effect, signal) => {
  const { return: returned, ...named } = readArguments(workflowArguments, effect.arguments);
  const asked = { ...named, key: effect.key, task: effect.pointer, cutOff: effect.cutOff };
  if (effect.detached) {
    await children.launch(about, asked, signal);
    return null;
  }
  const output = outputOf(await children.run(about, asked, signal));
  return returned === 'none' ? null : output;
};

/** The child's error loses its `instance`, which points into another document. */
function outputOf({ status, output, error }: ExecutionRow): Json {
  if (status === 'completed') return (output ?? null) as Json;
  if (status === 'cancelled') throw standardFault('runtime', 'the workflow was cancelled');
  const { instance: _, ...told } = error as WorkflowError;
  throw new WorkflowFault(told);
}
