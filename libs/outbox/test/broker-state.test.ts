import { expect, test } from 'vitest';
import { sinceMark } from '../src/publish/broker-state.ts';

const mark = {
  epoch: 1,
  created: '2026-01-01T00:00:00Z',
  lastSequence: 10,
  lastTime: '2026-01-01T09:00:00Z',
  serverId: 'A',
};
const unasked = () => expect.unreachable('the mark alone decides');
const holds = (time: string | undefined) => async () => time;

test('a stream that has grown on the same server is the same', async () => {
  expect(await sinceMark(mark, { ...mark, lastSequence: 11 }, unasked)).toBe('same');
});

test('a stream that nobody marked, was made again or went backwards has lost events', async () => {
  expect(await sinceMark(undefined, mark, unasked)).toBe('lost');
  expect(await sinceMark(mark, { ...mark, created: '2026-01-02T00:00:00Z', lastSequence: 12 }, unasked)).toBe('lost');
  expect(await sinceMark(mark, { ...mark, lastSequence: 9 }, unasked)).toBe('lost');
});

test('a stream on another server may lack what was not on disk', async () => {
  expect(await sinceMark(mark, { ...mark, serverId: 'B' }, holds(mark.lastTime))).toBe('restarted');
  expect(await sinceMark({ ...mark, lastSequence: 0 }, { ...mark, serverId: 'B' }, unasked)).toBe('restarted');
});

test('a stream that went backwards and grew past its mark holds another message there', async () => {
  const grown = { ...mark, serverId: 'B', lastSequence: 12 };
  expect(await sinceMark(mark, grown, holds('2026-01-01T09:00:07Z'))).toBe('lost');
  expect(await sinceMark(mark, grown, holds(undefined))).toBe('lost');
});

test('to a database that was restored the stream may lack anything', async () => {
  expect(await sinceMark(mark, { ...mark, epoch: 1_795_000_000, lastSequence: 12 }, unasked)).toBe('lost');
});
