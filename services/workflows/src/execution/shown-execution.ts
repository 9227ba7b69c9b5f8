import type { execution } from '@mesh/contracts/execution-shapes';
import { noSuch } from '@mesh/contracts/id';
import type { Json } from '@mesh/jq/json';
import type { z } from 'zod';
import type { End } from '../engine/loaded.ts';
import { isLongerThan, LARGE_BYTES } from '../payload/size.ts';
import type { About } from './about.ts';
import type { ExecutionRow } from './execution-store.ts';

type ExecutionView = z.input<typeof execution>;

/** An execution as its row shows it. Values that the row only refers to are omitted. */
export function shownExecution(row: ExecutionRow): ExecutionView {
  const leftOut = leftOutOf(row);
  const { id, workflowId, namespace, name, version, status, input, output, error, startedAt, endedAt } = row;
  const { parentId, parentTask } = row;
  return {
    id,
    workflow: { id: workflowId, namespace, name, version },
    ...(parentId !== null && parentTask !== null && { parent: { id: parentId, task: parentTask } }),
    status,
    input,
    ...(status === 'completed' && { output: output ?? null }),
    ...(error !== null && { error: error as ExecutionView['error'] }),
    startedAt: startedAt.toISOString(),
    ...(endedAt && { endedAt: endedAt.toISOString() }),
    ...(leftOut.length > 0 && { leftOut }),
  };
}

function leftOutOf({ status, inputRef, endRef }: ExecutionRow): NonNullable<ExecutionView['leftOut']> {
  const end = status === 'completed' ? 'output' : 'error';
  return [...(inputRef === null ? [] : (['input'] as const)), ...(endRef === null ? [] : ([end] as const))];
}

/** An execution that has just begun, without reading its row. The caller has its input, so a large one is not sent back. */
export function begunExecution(
  { id, workflowId, namespace, name, version }: About,
  input: Json,
  startedAt: Date,
  status: 'pending' | 'running' = 'running',
): ExecutionView {
  const workflow = { id: workflowId, namespace, name, version };
  const isLarge = isLongerThan(input, LARGE_BYTES);
  const told = isLarge ? { input: null, leftOut: ['input' as const] } : { input };
  return { id, workflow, status, ...told, startedAt: startedAt.toISOString() };
}

/** An execution that ended in this process. */
export function endedExecution(about: About, input: Json, startedAt: Date, end: End): ExecutionView {
  return {
    ...begunExecution(about, input, startedAt),
    status: end.status,
    ...(end.status === 'completed' && { output: end.output }),
    ...(end.status === 'faulted' && { error: end.error }),
    endedAt: end.at.toISOString(),
  };
}

export function existing<R extends ExecutionRow>(row: R | undefined): R {
  if (!row) throw noSuch('exe');
  return row;
}
