import { newId } from '@mesh/contracts/id';
import { expect, test } from 'vitest';
import { Slots } from '../../src/queue/slots.ts';
import { aboutOf } from '../conformance/run-document.ts';
import { planOf, tasks } from '../simulation.ts';
import { engineAlone } from './engine-alone.ts';

const MOST_IN_MEMORY = 20_000;

test('whoever waits for a program outside holds no slot, until there are too many of them for memory', async () => {
  const slots = new Slots({ inAll: 100_000, ofWorkspace: 100_000 });
  const engine = engineAlone({ perform: () => new Promise(() => {}), slots });
  const plan = planOf(tasks('\n  - ask: {call: worker, with: {queue: slow}}'));
  const about = aboutOf();
  const start = () => engine.start({ ...about, id: newId('exe') }, plan, {});
  for (let begun = 0; begun < MOST_IN_MEMORY; begun++) await start();
  expect([engine.size, slots.held]).toEqual([MOST_IN_MEMORY, 0]);
  await start();
  expect(slots.held).toBe(1);
  engine.close();
  expect([engine.size, slots.held]).toEqual([0, 0]);
});
