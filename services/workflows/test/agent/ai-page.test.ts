import { readFileSync } from 'node:fs';
import type { Bus } from '@mesh/bus/bus';
import { openEgress } from '@mesh/egress/open';
import type { Json } from '@mesh/jq/json';
import { silent } from '@mesh/runtime/log';
import { type Model, ModelServer } from '@mesh/testing/model-server';
import { expect, test } from 'vitest';
import { type Delta, plainModels } from '../../src/effect/llm/models.ts';
import { noChildren, noOutside, runDocument } from '../conformance/run-document.ts';
import { outputOf } from '../effect/world.ts';
import { brokerBus, KEY } from './broker-bus.ts';

const page = readFileSync(new URL('../../../../docs/ai.md', import.meta.url), 'utf8');
const [first = '', second = ''] = Array.from(page.matchAll(/```yaml\n([\s\S]*?)```/g), ([, text]) => text ?? '');

async function run(document: string, model: Model, input: Json) {
  await using server = await ModelServer.open(model);
  await using egress = openEgress({ allow: [], log: silent });
  const deltas: Delta[] = [];
  const bus: Bus = brokerBus(
    () => server,
    () => ({ sky: 'clear' }),
  );
  const models = { ...plainModels, tell: (_: string, delta: Delta) => void deltas.push(delta) };
  const needs = { bus, egress, models, children: noChildren, outside: noOutside };
  return { ...(await runDocument(document, input, needs)), asked: server.asked, deltas };
}

test('the first example sorts a ticket; its key is put in by the broker, and is in no journal', async () => {
  const model: Model = () => ({ content: '{"team": "billing", "urgent": true}' });
  const ran = await run(first, model, { text: 'You charged me twice!' });
  expect(outputOf(ran)).toEqual({ team: 'billing', urgent: true });
  expect(ran.asked[0]).toMatchObject({
    headers: { authorization: KEY },
    body: { model: 'gpt-4o-mini', messages: [{ role: 'system' }, { content: 'You charged me twice!' }] },
  });
  expect(ran.written).not.toContain(KEY);
  expect(ran.deltas.length).toBeGreaterThan(0);
});

test('the second example looks at the weather and reads the handbook, and tells what it took', async () => {
  const model: Model = ({ nth }) => {
    if (nth > 0) return { content: 'Take the early train.' };
    const search = { name: 'search_handbook', arguments: { text: 'trips' } };
    return { calls: [{ name: 'weather_forecast', arguments: { city: 'Bern' } }, search] };
  };
  const ran = await run(second, model, { wish: 'Mountains' });
  expect(outputOf(ran)).toMatchObject({ content: 'Take the early train.', usage: { turns: 2, tokens: 30 } });
  const [{ body: asked } = { body: undefined }, { body: again } = { body: undefined }] = ran.asked;
  const tools = (asked?.['tools'] ?? []) as { function: { name: string } }[];
  expect(tools.map((one) => one.function.name)).toEqual(['weather_forecast', 'search_handbook', 'run_book-train']);
  expect(again?.messages.filter(({ role }) => role === 'tool')).toHaveLength(2);
});
