import { deletePoints, putCollection, search, upsertPoints } from '@mesh/contracts/vectors';
import { describe, expect, test } from 'vitest';

const many = (count: number) => Array.from({ length: count }, (_, index) => index);
const takes = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;
const point = (vector: unknown) => ({ points: [{ id: 'a', vector }] });

describe('a vector', () => {
  test.each<[string, unknown]>([
    ['nothing', []],
    ['NaN', [Number.NaN]],
    ['Infinity', [Number.POSITIVE_INFINITY]],
    ['1e400', JSON.parse('[1e400]')],
    ['more than a float32 holds', [1e39]],
    ['texts', ['1']],
    ['null', [null]],
    ['lists', [[1]]],
    ['16,001 numbers', many(16_001)],
    ['an object', { length: 1, 0: 1 }],
  ])('of %s is refused in points and in searches', (_what, vector) => {
    expect(takes(upsertPoints.body, point(vector))).toBe(false);
    expect(takes(search.body, { vector })).toBe(false);
  });

  test('of 1 to 16,000 numbers is taken', () => {
    expect(takes(upsertPoints.body, point([0.5]))).toBe(true);
    expect(takes(upsertPoints.body, point(many(16_000)))).toBe(true);
  });
});

test.each([0, -1, 1.5, '10', 1_001, 10_001, Number.NaN])('a search for %s points is refused', (k) => {
  expect(takes(search.body, { vector: [1], k })).toBe(false);
});

test('a batch has 1 to 1,000 points', () => {
  const points = (count: number) => ({ points: many(count).map((id) => ({ id: String(id), vector: [1] })) });
  expect([0, 1, 1_000, 1_001, 10_001].map((count) => takes(upsertPoints.body, points(count)))).toEqual([
    false,
    true,
    true,
    false,
    false,
  ]);
});

test.each(['', 'x'.repeat(257), 'a\nb', 'a\0', '\ud800', 7])('the id %j is refused', (id) => {
  expect(takes(upsertPoints.body, { points: [{ id, vector: [1] }] })).toBe(false);
  expect(takes(deletePoints.body, { ids: [id] })).toBe(false);
});

test.each([0, -1, 16_001, 1.5, '3'])('a collection of %s dimensions is refused', (dimensions) => {
  expect(takes(putCollection.body, { dimensions })).toBe(false);
});

test.each(['', 'A', '-a', 'a/b', '../a', "a'; drop table point; --", 'x'.repeat(64)])(
  'the name %j is refused',
  (name) => {
    expect(takes(putCollection.params, { name })).toBe(false);
  },
);

test.each<[string, unknown]>([
  ['neither ids nor filter', {}],
  ['both', { ids: ['a'], filter: { a: 1 } }],
  ['no id', { ids: [] }],
])('deleting by %s is refused', (_what, body) => {
  expect(takes(deletePoints.body, body)).toBe(false);
});

test('what is not known is refused', () => {
  expect(takes(search.body, { vector: [1], $where: '1 = 1' })).toBe(false);
  expect(takes(upsertPoints.body, { points: [{ id: 'a', vector: [1], workspaceId: 'ws_x' }] })).toBe(false);
});
