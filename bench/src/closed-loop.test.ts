import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { closedLoop } from './closed-loop.ts';

test('each client has one turn under way, and all have ended at the end', async () => {
  let running = 0;
  let most = 0;
  const run = async () => {
    running += 1;
    most = Math.max(most, running);
    await sleep(2);
    running -= 1;
  };
  const { took, seconds } = await closedLoop({ clients: 7, seconds: 0.05 }, run);
  expect(most).toBe(7);
  expect(running).toBe(0);
  expect(took.length).toBeGreaterThanOrEqual(7);
  expect(seconds).toBeGreaterThanOrEqual(0.05);
});

test('a turn that fails fails the round', async () => {
  const run = () => Promise.reject(new Error('no'));
  await expect(closedLoop({ clients: 2, seconds: 1 }, run)).rejects.toThrow('no');
});
