import { describe, expect, test } from 'vitest';
import { divergence, recorded } from './history.ts';

test('there are histories of every kind of task', () => {
  expect(recorded.flatMap(([, histories]) => histories).length).toBeGreaterThanOrEqual(50);
});

describe.each(recorded)('histories of %s', (_version, histories) => {
  test.each(histories.map((history) => [history.name, history] as const))('%s replays alike', (_name, history) => {
    expect(divergence(history)).toBeUndefined();
  });
});
