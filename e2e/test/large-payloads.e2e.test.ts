import { expect, test } from 'vitest';
import { ask } from '../src/ask.ts';
import { follow } from '../src/follow.ts';
import { findMesh } from '../src/mesh.ts';
import { named, saveWorkflow } from './work/save-workflow.ts';

const LETTERS = 3 * 1_024 * 1_024;
type Item = { seq: number; type: string; data: { input?: unknown }; dataTooLarge?: boolean; dataUrl?: string };
type Execution = { id: string; status: string; input: unknown; output?: unknown; leftOut?: string[] };

const document = `
document: ${named('large')}
do:
  - pass: {set: '\${ . }'}
`;

test('an input of 3 MiB goes through a workflow, and the live stream names what it leaves out', async () => {
  const mesh = await findMesh();
  const workflowId = await saveWorkflow(mesh, document);
  const input = { text: 'abc '.repeat(LETTERS / 4) };
  const started = await ask<Execution>(mesh, 'POST', `/v1/workflows/${workflowId}/executions`, { body: { input } });
  expect(started.body).toMatchObject({ input: null, leftOut: ['input'] });

  const items: Item[] = [];
  for await (const { item } of follow(mesh, started.body.id)) items.push(item as unknown as Item);
  expect(items.map(({ type, dataTooLarge }) => [type, dataTooLarge])).toEqual([
    ['execution.started', true],
    ['task.completed', true],
    ['execution.completed', true],
  ]);
  const { body: page } = await ask<{ items: Item[] }>(mesh, 'GET', items[0]?.dataUrl ?? '');
  expect(page.items.map(({ seq }) => seq)).toEqual([1]);
  const { body: whole } = await ask<Execution>(mesh, 'GET', `/v1/executions/${started.body.id}`);
  // Compared here, since a diff of megabytes is useless.
  const [given, got, told] = [input, whole, { input: page.items[0]?.data.input }].map((value) => JSON.stringify(value));
  expect(whole.status).toBe('completed');
  expect([got?.includes(`"input":${given}`), got?.includes(`"output":${given}`)]).toEqual([true, true]);
  expect(told === `{"input":${given}}`).toBe(true);
});
