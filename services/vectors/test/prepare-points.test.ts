import { MeshError } from '@mesh/contracts/mesh-error';
import { expect, test } from 'vitest';
import { preparePoints } from '../src/point/prepare-points.ts';

const space = { dimensions: 2, distance: 'cosine' } as const;

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof MeshError) return error.code;
    throw error;
  }
  return undefined;
}

test('of points with one id the last counts, and points come sorted by id', () => {
  const points = preparePoints(
    [
      { id: 'b', vector: [1, 0] },
      { id: 'a', vector: [1, 0] },
      { id: 'b', vector: [0, 1] },
    ],
    space,
  );
  expect(points.map(({ id, vector }) => [id, vector])).toEqual([
    ['a', [1, 0]],
    ['b', [0, 1]],
  ]);
});

test('a text has a digest only where it gives the vector', () => {
  const [own, made] = preparePoints(
    [
      { id: 'a', vector: [1, 0], text: 'x' },
      { id: 'b', text: 'x' },
    ],
    space,
  );
  expect(own?.textDigest).toBeNull();
  expect(made?.textDigest).toHaveLength(32);
});

test('a vector of other dimensions is invalid, one of zeros has no cosine', () => {
  expect(codeOf(() => preparePoints([{ id: 'a', vector: [1] }], space))).toBe('invalid');
  expect(codeOf(() => preparePoints([{ id: 'a', vector: [0, 0] }], space))).toBe('unprocessable');
  expect(codeOf(() => preparePoints([{ id: 'a', vector: [1e-60, 0] }], space))).toBe('unprocessable');
  expect(codeOf(() => preparePoints([{ id: 'a', vector: [0, 0] }], { ...space, distance: 'l2' }))).toBeUndefined();
});

test('metadata is bounded in bytes and holds only what jsonb holds', () => {
  const withMetadata = (metadata: Record<string, unknown>) => () =>
    preparePoints([{ id: 'a', vector: [1, 0], metadata }], space);
  expect(codeOf(withMetadata({ a: 'x'.repeat(64 * 1024 - 8) }))).toBeUndefined();
  expect(codeOf(withMetadata({ a: 'é'.repeat(33_000) }))).toBe('payload-too-large');
  expect(codeOf(withMetadata({ a: ['\0'] }))).toBe('invalid');
  expect(codeOf(withMetadata({ '\ud800': 1 }))).toBe('invalid');
  expect(codeOf(withMetadata({ a: '\\u0000 written out, and 😀' }))).toBeUndefined();
});
