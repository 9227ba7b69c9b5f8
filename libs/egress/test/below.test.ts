import { expect, test } from 'vitest';
import { below } from '../src/below.ts';

test.each([
  ['https://a.example/v1', 'https://a.example/v1/embeddings'],
  ['https://a.example/v1//', 'https://a.example/v1/embeddings'],
  ['https://a.example', 'https://a.example/embeddings'],
  ['https://a.example/x/?api-version=1&b=?', 'https://a.example/x/embeddings?api-version=1&b=?'],
])('a path below %s stands before its query', (base, url) => {
  expect(below(base, 'embeddings')).toBe(url);
});
