import { expect, test } from 'vitest';
import { ask } from '../src/ask.ts';
import { follow } from '../src/follow.ts';
import { findMesh } from '../src/mesh.ts';
import { named, saveWorkflow } from './work/save-workflow.ts';

const document = `
document: ${named('live')}
do:
  - each:
      for: {each: step, in: '\${ [range(20)] }'}
      do:
        - pause: {wait: {milliseconds: 50}}
`;

test('a reader that hangs up again and again sees every item once and in order', async () => {
  const mesh = await findMesh();
  const workflowId = await saveWorkflow(mesh, document);
  const { body: run } = await ask<{ id: string }>(mesh, 'POST', `/v1/workflows/${workflowId}/executions`, {
    body: {},
  });

  const seen: number[] = [];
  let cursor: string | undefined;
  for (let over = false; !over; ) {
    over = true;
    const atMost = 1 + Math.floor(Math.random() * 5);
    let read = 0;
    for await (const { id, item } of follow(mesh, run.id, cursor)) {
      seen.push(item.seq);
      cursor = id;
      read += 1;
      if (read === atMost) {
        over = false;
        break;
      }
    }
  }
  expect(seen).toEqual(seen.map((_, i) => i + 1));
  const { body: journal } = await ask<{ items: unknown[] }>(mesh, 'GET', `/v1/executions/${run.id}/journal?limit=100`);
  expect(seen.length).toBeGreaterThanOrEqual(journal.items.length);
});
