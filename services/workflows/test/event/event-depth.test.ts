import { expect, test } from 'vitest';
import { depthAfter, withDepth } from '../../src/event/event-depth.ts';
import type { Told } from '../../src/journal/append.ts';

const event = (more: object = {}) => ({ id: '1', source: 'a', type: 'b', ...more });
const told = { id: '1', type: 'b', data: '{}' } as Told;

test('an execution is a start deeper than the deepest of the events that start it', () => {
  expect(depthAfter([event()])).toBe(1);
  expect(depthAfter([event({ meshdepth: 3 }), event({ meshdepth: 7 }), event()])).toBe(8);
});

test.each([-1, 1.5, 'deep', {}, null, Number.NaN])(
  'the depth %j, which whoever sends an event may claim, is none',
  (meshdepth) => {
    expect(depthAfter([event({ meshdepth } as object)])).toBe(1);
  },
);

test('a depth beyond all bounds is beyond the bound, and no number that grows for ever', () => {
  expect(depthAfter([event({ meshdepth: 1e15 })])).toBe(17);
});

test('what an execution tells says how many starts are behind it, beside its own attributes', () => {
  expect(withDepth({}, [told])).toEqual([told]);
  const [plain, own] = withDepth({ eventDepth: 2 }, [told, { ...told, attributes: '{"room":"12","meshdepth":0}' }]);
  expect(JSON.parse(plain?.attributes ?? '')).toEqual({ meshdepth: 2 });
  expect(JSON.parse(own?.attributes ?? '')).toEqual({ room: '12', meshdepth: 2 });
});
