import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Appended } from '../../src/journal/append.ts';
import { aboutOf } from '../conformance/run-document.ts';
import { planOf, tasks } from '../simulation.ts';
import { engineAlone } from './engine-alone.ts';

/** One execution that is begun twice at once, and how it went for either once its append has that outcome. */
async function begunTwice(outcome: Appended) {
  const appended = Promise.withResolvers<Appended>();
  const engine = engineAlone({ journal: { depth: 0, append: () => appended.promise } });
  const about = aboutOf();
  const plan = planOf(tasks('  - rest: {wait: {hours: 1}}'));
  const told: unknown[] = [];
  const begin = () =>
    engine.start(about, plan, {}).then(
      (at) => told.push(typeof at),
      (error: { code: string }) => told.push(error.code),
    );
  const both = [begin(), begin()];
  for (let turns = 0; turns < 5; turns++) await turn();
  const early = told.length;
  appended.resolve(outcome);
  await Promise.all(both);
  return { early, told };
}

test.each<[Appended, unknown[]]>([
  ['done', ['object', 'undefined']],
  ['exists', ['undefined', 'undefined']],
  ['refused', ['unprocessable', 'unprocessable']],
])('whoever begins what is about to be begun is told as late, and no better: %s', async (outcome, told) => {
  expect(await begunTwice(outcome)).toEqual({ early: 0, told });
});
