import { expect, test } from 'vitest';
import { Embedder } from '../src/embedding/embedder.ts';
import type { EmbeddingProvider } from '../src/embedding/provider.ts';

const toy: EmbeddingProvider = {
  name: 'toy',
  describe: ({ model = 'small' }) => ({ provider: 'toy', model, dimensions: 1, fingerprint: `toy/${model}` }),
  embed: async (_embedding, texts) => texts.map((text) => [text.length]),
  async [Symbol.asyncDispose]() {},
};
const { signal } = new AbortController();

test('a new collection gets the model that the service is configured with, unless it names one', () => {
  const embedder = new Embedder([toy], { provider: 'toy', model: 'large' });
  expect(embedder.choose({}).fingerprint).toBe('toy/large');
  expect(embedder.choose({ model: 'small' }).fingerprint).toBe('toy/small');
});

test('without a usable provider text is refused, never embedded by a stand-in', async () => {
  const none = new Embedder([], {});
  expect(() => none.choose({})).toThrow(expect.objectContaining({ code: 'embedding-unavailable' }));
  const remembered = { provider: 'toy', model: 'small', dimensions: 1, fingerprint: 'toy/small' };
  await expect(none.embed(remembered, ['x'], signal)).rejects.toMatchObject({ code: 'embedding-unavailable' });
  await expect(none.embed(null, ['x'], signal)).rejects.toMatchObject({ code: 'embedding-unavailable' });
});

test('a model that has changed since refuses to embed for an older collection', async () => {
  const embedder = new Embedder([toy], { provider: 'toy' });
  const older = { provider: 'toy', model: 'small', dimensions: 1, fingerprint: 'toy/small@0' };
  await expect(embedder.embed(older, ['x'], signal)).rejects.toMatchObject({ code: 'embedding-mismatch' });
});
