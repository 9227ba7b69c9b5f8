import { expect, test } from 'vitest';
import { SingleFlight } from '../src/single-flight.ts';

test('who asks for what is under way waits for it; afterwards it is begun anew', async () => {
  const flights = new SingleFlight<number>();
  let begun = 0;
  const work = async () => ++begun;
  expect(await Promise.all([flights.run('a', work), flights.run('a', work), flights.run('b', work)])).toEqual([
    1, 1, 2,
  ]);
  expect(await flights.run('a', work)).toBe(3);
});

test('a failure is told to all who wait for it, and nothing of it is kept', async () => {
  const flights = new SingleFlight<number>();
  const fail = () => Promise.reject(new Error('away'));
  const both = await Promise.allSettled([flights.run('a', fail), flights.run('a', async () => 1)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await flights.run('a', async () => 1)).toBe(1);
});
