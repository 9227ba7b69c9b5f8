import { chanceOf } from '@mesh/testing/chance';
import { expect, test } from 'vitest';
import { everyKind, ROUNDS, worldOf } from '../simulated/every-kind.ts';
import { events, listening } from '../simulated/listening.ts';
import { planOf, simulate } from '../simulation.ts';

const SEEDS = Number(process.env['MESH_SIMULATION_SEEDS'] ?? 500);
const CRASH_ONE_IN = 30;
const plan = planOf(everyKind);
const listeners = planOf(listening);

test(`${SEEDS} seeds of crashes, late and reordered answers: the journal always makes the state again, and effects keep their keys`, () => {
  let crashes = 0;
  let fewest = Number.POSITIVE_INFINITY;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const done = simulate(plan, { world: worldOf(seed), chance: chanceOf(seed), crashOneIn: CRASH_ONE_IN });
    crashes += done.crashes;
    fewest = Math.min(fewest, done.happened);
    expect(done.state.ended?.status, `seed ${seed}`).toBe('completed');
    const completed = done.entries.filter(({ type, task }) => type === 'task.completed' && task?.endsWith('/note'));
    expect(completed.length, `seed ${seed}: each iteration ended once`).toBe(6 * ROUNDS);
    const events = done.emitted.map(({ id }) => id);
    expect(new Set(events).size, `seed ${seed}: no event twice`).toBe(events.length);
    const byKey = new Map(done.effects.map(({ key, arguments: asked }) => [key, JSON.stringify(asked)]));
    for (const { key, arguments: asked } of done.effects)
      expect(JSON.stringify(asked), `seed ${seed}: ${key} asks the same each time`).toBe(byKey.get(key));
  }
  expect(crashes).toBeGreaterThan(SEEDS);
  expect(fewest, 'happenings of each seed').toBeGreaterThanOrEqual(200);
}, 300_000);

test('a seed gives the same run again', () => {
  const once = () => JSON.stringify(simulate(plan, { world: worldOf(7), chance: chanceOf(7) }).entries);
  expect(once()).toBe(once());
});

test(`${SEEDS} seeds of events that come late, twice and between crashes: each is heard once by each that waits for it`, () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const done = simulate(listeners, { world: worldOf(seed), chance: chanceOf(seed), events });
    expect(done.state.ended?.status, `seed ${seed}`).toBe('completed');
    const heard = done.entries.flatMap(({ type, task, data }) =>
      type === 'event.heard' ? [`${task} ${data['id']}`] : [],
    );
    expect(new Set(heard).size, `seed ${seed}: no event twice`).toBe(heard.length);
    const noted = done.entries.filter(({ type, task }) => type === 'task.completed' && task?.endsWith('/note'));
    const queued = heard.filter((one) => one.includes('/queue item'));
    expect(noted.length, `seed ${seed}: each event ran through its tasks once`).toBe(queued.length);
  }
}, 300_000);
