import { chatEvents, type Model, ModelServer } from '@mesh/testing/model-server';
import { expect, test, vi } from 'vitest';
import { API_PORT } from '../demo/answers-api.ts';
import { ask } from '../src/ask.ts';
import type { JournalItem } from '../src/follow.ts';
import { findMesh, type Mesh } from '../src/mesh.ts';
import { saveWorkflow } from './work/save-workflow.ts';

const KEY = `sk-canary-${Date.now()}`;
const name = `models-${Date.now()}`;

const child = `
document: {dsl: 1.0.0, namespace: e2e, name: ${name}-child, version: 1.0.0}
do: [{one: {set: {booked: '\${ .to }'}}}]
`;
const document = (url: string) => `
document: {dsl: 1.0.0, namespace: e2e, name: ${name}, version: 1.0.0, metadata: {budget: {tokens: 1000}}}
use: {secrets: [${name}]}
do:
  - plan:
      call: agent
      with:
        endpoint: {uri: '${url}', authentication: {bearer: {use: ${name}}}}
        model: small
        instructions: Plan a trip.
        input: '\${ .wish }'
        prices: {input: 1, output: 2}
        output: response
        tools:
          - {workflow: {namespace: e2e, name: ${name}-child}, name: book, approval: true}
`;

/** Books a train, then says so, slowly. */
const model: Model = ({ nth }) =>
  nth === 0
    ? { calls: [{ name: 'book', arguments: { to: 'Bern' } }] }
    : { raw: chatEvents({ content: 'The train to Bern is booked. '.repeat(8) }), pauseMs: 40 };

async function approve(mesh: Mesh, id: string): Promise<void> {
  const approval = await vi.waitFor(
    async () => {
      const { body } = await ask<{ items: JournalItem[] }>(mesh, 'GET', `/v1/executions/${id}/journal`);
      const asked = body.items.find(({ type }) => type === 'approval.asked');
      if (!asked) throw new Error('nothing is asked yet');
      return String(asked.data['approval']);
    },
    { timeout: 20_000 },
  );
  await ask(mesh, 'POST', `/v1/executions/${id}/approvals/${approval}`, { body: { decision: 'approve' } });
}

test('an agent books a train once a person approves, its words are told while they come, and its key is nowhere', async () => {
  const mesh = await findMesh();
  await using server = await ModelServer.open(model, API_PORT);
  const credential = { name, type: 'openai', data: { api_key: KEY }, allowedHosts: [server.host] };
  await ask(mesh, 'POST', '/v1/credentials', { body: credential });
  await saveWorkflow(mesh, child);
  const workflowId = await saveWorkflow(mesh, document(server.url));
  const input = { wish: 'to the mountains' };
  const { body: run } = await ask<{ id: string }>(mesh, 'POST', `/v1/workflows/${workflowId}/executions`, {
    body: { input },
  });
  const events = fetch(`${mesh.url}/v1/executions/${run.id}/events`, { headers: { 'x-api-key': mesh.apiKey } });
  await approve(mesh, run.id);
  const told = await (await events).text();

  const { body: done } = await ask<{ output: unknown }>(mesh, 'GET', `/v1/executions/${run.id}`);
  expect(done.output).toMatchObject({
    content: expect.stringMatching(/^The train to Bern is booked\. /),
    usage: { turns: 2, tokens: 30, cost: 0.00004 },
  });
  expect(server.asked.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${KEY}`, `Bearer ${KEY}`]);
  expect(server.asked[1]?.body.messages.at(-1)).toMatchObject({ role: 'tool', content: '{"booked":"Bern"}' });
  const words = Array.from(told.matchAll(/^event: model\.delta\ndata: (.*)$/gm), ([, data]) => JSON.parse(data ?? ''));
  expect(words.length).toBeGreaterThan(1);
  expect(words[0]).toMatchObject({ task: '/do/0/plan/turn', from: 0 });
  expect(told).not.toContain(KEY);
}, 60_000);
