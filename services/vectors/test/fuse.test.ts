import { expect, test } from 'vitest';
import { fuse, ranked } from '../src/search/fuse.ts';

const hits = (...ids: string[]) => ids.map((id, index) => ({ id, score: 1 - index / 10 }));

test('a point in both legs beats the leader of one, and carries its ranks', () => {
  const fused = fuse([
    { leg: 'dense', weight: 1, hits: hits('a', 'b') },
    { leg: 'lexical', weight: 1, hits: hits('c', 'b') },
  ]);
  expect(fused[0]).toEqual({ id: 'b', score: 2 / 62, ranks: { dense: 2, lexical: 2 } });
  expect(fused.slice(1)).toEqual([
    { id: 'a', score: 1 / 61, ranks: { dense: 1 } },
    { id: 'c', score: 1 / 61, ranks: { lexical: 1 } },
  ]);
});

test('a weight makes one leg count more', () => {
  const fused = fuse([
    { leg: 'dense', weight: 1, hits: hits('a') },
    { leg: 'lexical', weight: 2, hits: hits('b') },
  ]);
  expect(fused.map(({ id }) => id)).toEqual(['b', 'a']);
});

test('one leg keeps its scores', () => {
  expect(ranked('dense', hits('a', 'b'))[1]).toEqual({ id: 'b', score: 0.9, ranks: { dense: 2 } });
});
