import { newId } from '@mesh/contracts/id';
import { expect, test } from 'vitest';
import { Turns } from '../../src/engine/turns.ts';
import { aboutOf } from '../conformance/run-document.ts';
import { planOf, tasks } from '../simulation.ts';
import { engineAlone } from './engine-alone.ts';

/** Holds the event loop up. */
function toil(ms = 25): void {
  for (const until = performance.now() + ms; performance.now() < until; );
}

/** Counts how often the event loop goes round, until disposed. */
function rounds() {
  let count = 0;
  let next = setImmediate(function again() {
    count += 1;
    next = setImmediate(again);
  });
  return { told: () => count, [Symbol.dispose]: () => clearImmediate(next) };
}

test('what is quick is done at once', () => {
  const turns = new Turns();
  expect([turns.take('a', () => 1), turns.take('a', () => 2), turns.take('b', () => 3)]).toEqual([1, 2, 3]);
});

test('after what took long others come first, and workspaces in turn', async () => {
  const turns = new Turns();
  const done: string[] = [];
  const long = (name: string) => () => {
    toil();
    done.push(name);
  };
  using round = rounds();
  const all = ['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map((name) => turns.take(name.slice(0, 1), long(name)));
  expect(done).toEqual(['a1']);
  await Promise.all(all);
  expect(done).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2']);
  expect(round.told()).toBeGreaterThanOrEqual(done.length - 1);
});

test('what is quick and had to wait is done together, and what fails fails alone', async () => {
  const turns = new Turns();
  using round = rounds();
  turns.take('a', () => toil());
  const fails = () => {
    throw new Error('no');
  };
  const settled = await Promise.allSettled([
    turns.take('a', () => 1),
    turns.take('a', fails),
    turns.take('b', () => 2),
  ]);
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(round.told()).toBeLessThanOrEqual(2);
});

test('executions whose expressions take long leave the event loop to others between their turns', async () => {
  const engine = engineAlone();
  const about = aboutOf();
  const plan = planOf(tasks('\n  - long: {set: {n: "${ [range(1e9)] | length }"}}'));
  using round = rounds();
  const ends = Array.from({ length: 8 }, () => {
    const end = Promise.withResolvers<unknown>();
    engine.start({ ...about, id: newId('exe') }, plan, {}, end.resolve).catch(end.reject);
    return end.promise;
  });
  for (const end of await Promise.all(ends)) expect(end).toMatchObject({ status: 'faulted' });
  expect(round.told()).toBeGreaterThanOrEqual(ends.length - 1);
});

test('who is let go of while others have their turn goes on elsewhere', async () => {
  const engine = engineAlone();
  const plan = planOf(tasks('\n  - long: {set: {n: "${ [range(1e9)] | length }"}}'));
  const starts = [1, 2].map(() => engine.start({ ...aboutOf(), id: newId('exe') }, plan, {}));
  engine.close();
  const [, second] = await Promise.allSettled(starts);
  expect(second).toMatchObject({ reason: expect.objectContaining({ code: 'unavailable' }) });
});
