import { expect, test } from 'vitest';
import { load } from '../../src/engine/loaded.ts';
import { USUAL_BOUNDS } from '../../src/engine/overrun.ts';
import { takeIn } from '../../src/engine/take-in.ts';
import { newState } from '../../src/interpreter/state.ts';
import { aboutOf } from '../conformance/run-document.ts';
import { BEGAN, planOf, tasks } from '../simulation.ts';

const clock = { now: () => BEGAN };

function begun(yaml: string) {
  const about = aboutOf();
  const loaded = load(about, newState(about.id, planOf(tasks(yaml))), 'running');
  loaded.queue.push({ kind: 'started', input: {} });
  return loaded;
}

test('all that waits is taken in, each with the number of its first entry', () => {
  const loaded = begun('  - rest: {wait: PT1S}');
  loaded.queue.push({ kind: 'cancelled' });
  const taken = takeIn(loaded, clock);
  expect(taken.map(({ happening, seq }) => [happening.kind, seq])).toEqual([
    ['started', 1],
    ['cancelled', 1 + (taken[0]?.turn.entries.length ?? 0)],
  ]);
  expect(loaded.state.ended?.status).toBe('cancelled');
  expect(takeIn(loaded, clock)).toEqual([]);
});

test('of what changes nothing an event alone is noted: that it has been heard', () => {
  const loaded = begun('  - rest: {wait: PT1S}');
  takeIn(loaded, clock);
  loaded.queue.push({ kind: 'woken' }, { kind: 'effect-ended', frame: 99, output: null });
  expect(takeIn(loaded, clock)).toEqual([]);
  const event = { specversion: '1.0', id: '1', source: '/a', type: 'a', data: null } as const;
  loaded.queue.push({ kind: 'heard', frame: 99, event, place: '7' });
  expect(takeIn(loaded, clock)).toMatchObject([{ happening: { place: '7' }, turn: { entries: [] } }]);
});

test('who is past its bounds faults before anything else is taken in', () => {
  const loaded = begun('  - rest: {wait: PT1S}');
  takeIn(loaded, clock);
  loaded.queue.push({ kind: 'cancelled' });
  takeIn(loaded, clock, { ...USUAL_BOUNDS, entries: 1 });
  expect(loaded.state.ended?.status).toBe('faulted');
});
