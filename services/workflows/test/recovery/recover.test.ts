import { expect, test } from 'vitest';
import { recover } from '../../src/recovery/recover.ts';
import type { History } from '../../src/recovery/recovery-store.ts';
import { aboutOf } from '../conformance/run-document.ts';
import { Run } from '../interpreter/run.ts';
import { planOf, tasks } from '../simulation.ts';

/** Rules that only a version after this one has. */
const RULES_OF_LATER = 1_000;

function recovered(run: Run, rules?: number) {
  const { id, ...about } = aboutOf();
  const row = { ...about, id: run.state.id, status: 'waiting', input: {}, inputRef: null, asked: null, endedAt: null };
  const rows = run.past.map(({ happening, at, seq, entries }) => ({
    executionId: id,
    seq,
    entryCount: entries.length,
    at: new Date(at),
    happening: rules === undefined ? happening : { ...happening, rules },
  }));
  const needs = { planOf: async () => run.plan, payloads: {} };
  return recover(needs as never, { row, rows, heard: [] } as unknown as History);
}

test('what met rules of a newer version is left to that', async () => {
  const run = new Run(planOf(tasks('  - rest: {wait: PT1S}')));
  await expect(recovered(run, RULES_OF_LATER)).rejects.toThrow('rules of a newer version');
  const forked = run.fork('/do/0/rest');
  const past = run.past.map(({ happening, at }) => ({ happening: { ...happening, rules: RULES_OF_LATER }, at }));
  for (const one of forked.past) Object.assign(one.happening, { past });
  await expect(recovered(forked)).rejects.toThrow('rules of a newer version');
});

test('what met none of the newest rules can go on in versions that do not know them', async () => {
  const run = new Run(planOf(tasks('  - rest: {wait: PT1S}\n  - last: {set: {a: 1}}')));
  run.wake();
  expect(run.past.map(({ happening }) => happening.rules)).toEqual([6, 0]); // that of durations is the sixth
  expect((await recovered(run)).state.ended?.status).toBe('completed');
});
