import { expect, test } from 'vitest';
import { Chains, type Link } from './chain.ts';

test('five jobs make a workflow, each with the result of the one before, and the last one ends it', async () => {
  const chains = new Chains();
  const waiting: Link[] = [];
  let hasEnded = false;
  const running = chains
    .run(async (first) => waiting.push(first))
    .then(() => {
      hasEnded = true;
    });
  const carried: number[] = [];
  for (let job = waiting.shift(); job; job = chains.follow(job)) {
    expect(hasEnded).toBe(false);
    carried.push(job.n);
  }
  await running;
  expect(carried).toEqual([0, 1, 3, 6, 10]);
});

test('a workflow that cannot be started fails', async () => {
  await expect(new Chains().run(() => Promise.reject(new Error('no queue')))).rejects.toThrow('no queue');
});
