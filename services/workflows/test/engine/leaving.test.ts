import { expect, test } from 'vitest';
import { newState } from '../../src/interpreter/state.ts';
import type { Appended } from '../../src/journal/append.ts';
import { aboutOf } from '../conformance/run-document.ts';
import { planOf, tasks } from '../simulation.ts';
import { engineAlone } from './engine-alone.ts';

const listening = tasks('\n  - heard: {listen: {to: {one: {with: {type: com.example.any}}}}}');

test('what happens while an execution is let go of is not taken and forgotten, but left to whoever has it next', async () => {
  const { promise: written, resolve: write } = Promise.withResolvers<Appended>();
  const engine = engineAlone({ journal: { depth: 0, append: () => written } });
  const about = aboutOf();
  const starting = engine.start(about, planOf(listening), {});
  await new Promise((resolve) => setImmediate(resolve));
  expect(engine.holds(about.id)).toBe(true);
  expect(engine.take(about.id, { kind: 'cancelled' })).toBe(false);
  const again = { about, state: newState(about.id, planOf(listening)), status: 'waiting' } as const;
  expect(engine.takeOver(again)).toBe(false);
  write('done');
  await starting;
  expect(engine.holds(about.id)).toBe(false);
  expect(engine.takeOver(again)).toBe(true);
});
