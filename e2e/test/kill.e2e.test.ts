import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ask } from '../src/ask.ts';
import { findMesh } from '../src/mesh.ts';
import { openLedger } from './ledger.ts';

const EXECUTIONS = 200;
const BETWEEN_KILLS_MS = 3_000;

/** Five effects one after the other, each written down by the ledger, with pauses so that the kills meet them at work. */
const document = (url: string, version: string) => `
document: {dsl: 1.0.0, namespace: e2e, name: five-effects, version: ${version}}
do:
  - each:
      for: {each: step, in: '\${ [1, 2, 3, 4, 5] }'}
      do:
        - note:
            call: http
            with:
              method: post
              endpoint: {uri: ${url}/effects}
              body: {execution: '\${ $workflow.id }', step: '\${ $step }'}
        - rest:
            wait: {milliseconds: 700}
`;

test('kill -9 of each of the five processes in turn loses no execution and doubles no effect', async () => {
  await using ledger = await openLedger();
  const mesh = await findMesh();
  const text = document(ledger.url, `1.0.${Date.now() % 1_000_000_000}`);
  const headers = { 'content-type': 'application/yaml' };
  const { body: workflow } = await ask<{ id: string }>(mesh, 'POST', '/v1/workflows', { text, headers });
  const path = `/v1/workflows/${workflow.id}/executions`;
  const started = await Promise.all(
    Array.from({ length: EXECUTIONS }, () => ask<{ id: string }>(mesh, 'POST', path, { body: {} })),
  );
  const ids = started.map(({ body }) => body.id);

  for (const service of ['workflows', 'credentials', 'plugins', 'vectors', 'gateway']) {
    const { pid } = (await findMesh()).services[service] ?? {};
    if (!pid) throw new Error(`local.json names no process for ${service}`);
    process.kill(pid, 'SIGKILL');
    await sleep(BETWEEN_KILLS_MS);
  }

  const status = async (id: string) => {
    const { body } = await ask<{ status: string }>(mesh, 'GET', `/v1/executions/${id}`);
    return body.status;
  };
  const unfinished = async () =>
    (await Promise.all(ids.map(status).map((one) => one.catch(() => 'unknown')))).filter((one) => one !== 'completed');
  await expect.poll(unfinished, { timeout: 90_000, interval: 2_000 }).toEqual([]);

  const expected = ids.flatMap((id) => [1, 2, 3, 4, 5].map((step) => `${id} ${step}`)).sort();
  expect([...ledger.effects.keys()].sort()).toEqual(expected);
  const keysOfEffects = [...ledger.effects.values()].map((keys) => keys.size);
  expect(
    keysOfEffects.every((count) => count === 1),
    'every attempt of an effect carries the same key',
  ).toBe(true);
}, 180_000);
