import { setTimeout as sleep } from 'node:timers/promises';
import { printedChance } from '@mesh/testing/chance';
import { expect, test } from 'vitest';
import { ask, Problem } from '../src/ask.ts';
import { findMesh } from '../src/mesh.ts';
import { patiently } from '../src/patiently.ts';
import { killAtRandom } from './breaking/kill.ts';
import { executionsOf } from './work/executions-of.ts';
import { named, saveWorkflow } from './work/save-workflow.ts';

/** In full: MESH_IDEMPOTENT_KEYS=1000. */
const KEYS = Number(process.env['MESH_IDEMPOTENT_KEYS'] ?? 80);
const KILLS = Number(process.env['MESH_IDEMPOTENT_KILLS'] ?? 20);
const POSTS = 50;
const KEYS_AT_ONCE = 6;
const PATIENCE_MS = 120_000;
const AGAIN_MS = 100;

const document = `
document: ${named('once')}
do:
  - kept: {set: {key: '\${ .key }'}}
`;
type Begun = { id: string };

/** The id that one client gets, or the code of its refusal; it retries while there is no answer. */
async function outcomeOf(asking: () => Promise<{ body: Begun }>): Promise<string> {
  for (const until = performance.now() + PATIENCE_MS; ; await sleep(AGAIN_MS)) {
    try {
      return (await asking()).body.id;
    } catch (error) {
      if (error instanceof Problem && error.status < 500) return error.code;
      if (performance.now() > until) throw error;
    }
  }
}

test(`${KEYS} keys, each sent ${POSTS} times at once while ${KILLS} processes die, begin as many executions`, async () => {
  const mesh = await findMesh();
  const chance = printedChance();
  const workflowId = await saveWorkflow(mesh, document);
  const path = `/v1/workflows/${workflowId}/executions`;
  const sent = (key: number, body: object = { input: { key } }) => {
    return { body, headers: { 'idempotency-key': `${workflowId}-${key}` } };
  };

  const outcomes: string[][] = [];
  const settled: Promise<string>[] = [];
  let next = 0;
  const sendKeys = async () => {
    for (let key = next++; key < KEYS; key = next++) {
      const burst = Array.from({ length: POSTS }, () => outcomeOf(() => ask<Begun>(mesh, 'POST', path, sent(key))));
      outcomes[key] = await Promise.all(burst);
      settled[key] = patiently<Begun>(mesh, 'POST', path, sent(key)).then(({ body }) => body.id);
    }
  };
  const killing = killAtRandom({
    kills: KILLS,
    next: async (dead) => {
      while (next < (KEYS * dead) / KILLS) await sleep(20);
    },
    chance,
    among: (name) => name === 'gateway' || name.startsWith('workflows'),
  });
  const sending = Array.from({ length: KEYS_AT_ONCE }, sendKeys);
  const [killed] = await Promise.all([killing, ...sending]);
  const ids = await Promise.all(settled);

  for (const [key, burst] of outcomes.entries()) {
    const begun = burst.filter((outcome) => outcome.startsWith('exe_'));
    expect(new Set([...begun, ids[key]]).size, `every answer to key ${key} has the same id`).toBe(1);
  }
  const counts = countsOf(outcomes.flat().map((outcome) => (outcome.startsWith('exe_') ? '2xx' : outcome)));
  console.log(counts, killed);
  expect(new Set(ids).size).toBe(KEYS);
  expect((await executionsOf(mesh, workflowId)).sort()).toEqual([...ids].sort());
  expect(Object.keys(counts).sort()).toEqual(['2xx', 'idempotency-in-progress']);
  for (const key of [0, KEYS >> 1, KEYS - 1]) {
    const other = ask(mesh, 'POST', path, sent(key, { input: { key: 'another' } }));
    await expect(other).rejects.toMatchObject({ status: 422, code: 'idempotency-mismatch' });
  }
}, 900_000);

function countsOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
