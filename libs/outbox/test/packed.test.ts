import { expect, test } from 'vitest';
import { encodingOf, pack, unpack } from '../src/event/packed.ts';

const eventsOf = (count: number) => JSON.stringify(Array.from({ length: count }, (_, id) => ({ id, note: 'ä"€' })));

test.each([
  { count: 1, encoding: undefined },
  { count: 1_000, encoding: 'zstd' },
])('$count events come out as they went in, and a short text is left as it is', ({ count, encoding }) => {
  const packed = pack(eventsOf(count));
  expect(encodingOf(packed)).toBe(encoding);
  expect(unpack(packed)).toBe(eventsOf(count));
  expect(packed.length).toBeLessThanOrEqual(Buffer.byteLength(eventsOf(count)));
});

test('what is broken is refused', () => {
  const packed = pack(eventsOf(1_000));
  expect(() => unpack(packed.subarray(0, 40))).toThrow();
});
