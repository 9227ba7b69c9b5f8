import { expect, test } from 'vitest';
import { sinceMark } from '../src/broker-state.ts';

const mark = { created: '2026-01-01T00:00:00Z', lastSequence: 10, serverId: 'A' };

test('a stream that has grown on the same server is the same', () => {
  expect(sinceMark(mark, { ...mark, lastSequence: 11 })).toBe('same');
});

test('a stream that nobody marked, was made again or went backwards has lost events', () => {
  expect(sinceMark(undefined, mark)).toBe('lost');
  expect(sinceMark(mark, { ...mark, created: '2026-01-02T00:00:00Z', lastSequence: 12 })).toBe('lost');
  expect(sinceMark(mark, { ...mark, lastSequence: 9 })).toBe('lost');
});

test('a stream on another server may lack what was not on disk', () => {
  expect(sinceMark(mark, { ...mark, serverId: 'B' })).toBe('restarted');
});
