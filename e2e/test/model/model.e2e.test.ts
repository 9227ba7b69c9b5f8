import { printedSeed } from '@mesh/testing/chance';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findMesh } from '../../src/mesh.ts';
import { openLedger } from '../work/ledger.ts';
import { sequences } from './commands.ts';
import { Model } from './model.ts';
import { Real } from './real.ts';

/** The number in CI; a soak: MESH_MODEL_SEQUENCES=1000. */
const SEQUENCES = Number(process.env['MESH_MODEL_SEQUENCES'] ?? 40);
const LONGEST = 24;
const LANES = 6;

test(`${SEQUENCES} sequences of what clients ask of workflows and executions come out as a model foresees`, {
  timeout: 60_000 + SEQUENCES * 2_000,
  retry: 0,
}, async () => {
  const refused = new Set<string>();
  const isRefused = (effect: object) => 'name' in effect && refused.has(String(effect.name));
  await using ledger = await openLedger(undefined, { statusOf: (effect) => (isRefused(effect) ? 422 : 200) });
  const mesh = await findMesh();
  const seed = printedSeed();
  let commands = 0;
  const comesOut = fc.asyncProperty(sequences(LONGEST), async (sequence) => {
    const [model, real] = [new Model(), new Real(mesh, ledger, refused)];
    await fc.asyncModelRun(() => ({ model, real }), sequence);
    await real.expectWhole(model);
    commands += [...sequence].length;
  });
  // A failure prints the seed of its lane; with that as MESH_SEED it is in the first one.
  const lanes = Array.from({ length: LANES }, (_, lane) =>
    fc.assert(comesOut, { seed: seed + lane, numRuns: Math.ceil(SEQUENCES / LANES) }),
  );
  await Promise.all(lanes);
  console.log(`${commands} commands`);
  expect(commands).toBeGreaterThan(SEQUENCES);
});
