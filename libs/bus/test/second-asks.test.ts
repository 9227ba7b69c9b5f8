import { expect, test } from 'vitest';
import { SecondAsks } from '../src/second-asks.ts';

test('of many questions that are late a tenth is asked again, beyond the first', () => {
  const seconds = new SecondAsks();
  let again = 0;
  for (let asked = 0; asked < 1_000; asked++) {
    seconds.first(1);
    if (seconds.take()) again += 1;
  }
  expect(again).toBeGreaterThan(100);
  expect(again).toBeLessThanOrEqual(150);
});
