import { DELTAS } from '@mesh/contracts/deltas';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tellDeltas } from '../../src/agent/tell-deltas.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const task = '/do/0/ask/turn';

test('words of a tenth of a second are one message for each execution and task', () => {
  const told: unknown[] = [];
  const tell = tellDeltas({ publish: (channel, text) => told.push([channel, JSON.parse(text)]) });
  tell('exe_1', { task, from: 0, text: 'one ' });
  tell('exe_2', { task, from: 0, text: 'other' });
  tell('exe_1', { task, from: 4, text: 'two' });
  expect(told).toEqual([]);
  vi.advanceTimersByTime(100);
  expect(told).toEqual([
    [DELTAS, { executionId: 'exe_1', task, from: 0, text: 'one two' }],
    [DELTAS, { executionId: 'exe_2', task, from: 0, text: 'other' }],
  ]);
  tell('exe_1', { task, from: 7, text: ' three' });
  vi.advanceTimersByTime(100);
  expect(told.at(-1)).toEqual([DELTAS, { executionId: 'exe_1', task, from: 7, text: ' three' }]);
});

test('an answer that begins anew takes the place of what was to be told of the one before', () => {
  const told: string[] = [];
  const tell = tellDeltas({ publish: (_, text) => told.push(JSON.parse(text).text) });
  tell('exe_1', { task, from: 0, text: 'half' });
  tell('exe_1', { task, from: 0, text: 'whole' });
  vi.advanceTimersByTime(100);
  expect(told).toEqual(['whole']);
});
