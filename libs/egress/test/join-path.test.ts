import { expect, test } from 'vitest';
import { joinPath } from '../src/join-path.ts';

test.each([
  ['https://a.example/v1', 'https://a.example/v1/embeddings'],
  ['https://a.example/v1//', 'https://a.example/v1/embeddings'],
  ['https://a.example', 'https://a.example/embeddings'],
  ['https://a.example/x/?api-version=1&b=?', 'https://a.example/x/embeddings?api-version=1&b=?'],
])('a path below %s stands before its query', (base, url) => {
  expect(joinPath(base, 'embeddings')).toBe(url);
});
