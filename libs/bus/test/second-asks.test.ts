import { expect, test } from 'vitest';
import { SecondAsks } from '../src/batch/second-asks.ts';

test('of many questions that are late a tenth is asked again, beyond the first', () => {
  const asks = new SecondAsks();
  let again = 0;
  for (let asked = 0; asked < 1_000; asked++) {
    asks.first(1);
    if (asks.take()) again += 1;
  }
  expect(again).toBeGreaterThan(100);
  expect(again).toBeLessThanOrEqual(150);
});

test('what came to nobody is not counted', () => {
  const asks = new SecondAsks();
  for (let tried = 0; tried < 1_000; tried++) {
    expect(asks.take()).toBe(true);
    asks.giveBack();
  }
});
