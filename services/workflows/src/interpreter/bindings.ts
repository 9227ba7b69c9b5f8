import type { Json } from '@mesh/jq/json';
import type { Bindings } from '../expression/evaluate.ts';
import { NOW } from '../expression/expression.ts';
import type { Frame, Variables } from './frame.ts';
import type { ExecutionState } from './state.ts';

const runtime: Json = { name: 'automatos-mesh', version: '1.0.0', metadata: {} };
type Outputs = { readonly raw?: Json; readonly output?: Json };

/** Variables that a task's expressions may use: those of the tasks around it, then the specification's runtime arguments. */
export function taskBindings(state: ExecutionState, frame: Frame, at: number, outputs: Outputs = {}): Bindings {
  const bindings: Bindings = (name) => {
    const own = variable(frame.variables, name);
    if (own !== undefined) return own;
    if (name === 'context') return state.context;
    if (name === 'input') return frame.input;
    if (name === 'output') return outputs.output ?? null;
    if (name === 'task') return taskDescriptor(frame, outputs.raw ?? null);
    if (name === 'authorization') return authorization(frame, bindings);
    return workflowBinding(state, at, name);
  };
  return bindings;
}

function authorization({ task, input }: Frame, bindings: Bindings): Json {
  return (task.kind === 'call' && task.call.authorization?.(input, bindings)) || null;
}

/** The same for the expressions of the workflow itself. */
export function workflowBindings(state: ExecutionState, at: number): Bindings {
  return (name) => (name === 'context' ? state.context : workflowBinding(state, at, name));
}

function workflowBinding({ id, plan, input, startedAt }: ExecutionState, at: number, name: string): Json {
  if (name === NOW) return at;
  if (name === 'runtime') return runtime;
  if (name === 'workflow') return { id, definition: plan.document, input, startedAt: moment(startedAt) };
  return null;
}

/** The value of `$task`, whatever variables surround the task. */
export function taskDescriptor({ task, rawInput, startedAt }: Frame, output: Json) {
  const { name, pointer, definition } = task;
  return { name, reference: pointer, definition, input: rawInput, output, startedAt: moment(startedAt) };
}

function moment(ms: number): Json {
  return { iso8601: new Date(ms).toISOString(), epoch: { seconds: Math.floor(ms / 1_000), milliseconds: ms } };
}

function variable(variables: Variables, name: string): Json | undefined {
  for (let one = variables; one; one = one.around) if (one.name === name) return one.value;
  return undefined;
}
