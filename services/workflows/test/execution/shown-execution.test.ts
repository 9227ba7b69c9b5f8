import { newId } from '@mesh/contracts/id';
import { expect, test } from 'vitest';
import type { ExecutionRow } from '../../src/execution/execution-store.ts';
import { shownExecution } from '../../src/execution/shown-execution.ts';

const row = {
  id: newId('exe'),
  workflowId: newId('wf'),
  namespace: 'test',
  name: 'shown',
  version: '1.0.0',
  parentId: null,
  parentTask: null,
  status: 'running',
  input: {},
  output: null,
  error: null,
  inputRef: null,
  endRef: null,
  startedAt: new Date(0),
  endedAt: null,
} as ExecutionRow;

test('an execution shows the task that runs it, and no parent where there is none', () => {
  const parent = { id: newId('exe'), task: '/do/0/child' };
  expect(shownExecution({ ...row, parentId: parent.id, parentTask: parent.task })).toHaveProperty('parent', parent);
  expect(shownExecution(row)).not.toHaveProperty('parent');
});
