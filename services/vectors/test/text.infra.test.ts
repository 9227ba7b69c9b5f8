import { newId } from '@mesh/contracts/id';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from './engines.ts';
import { openVectors, type Vectors } from './vectors.ts';

const sentences = {
  password: 'Change your password in the account settings, under Security.',
  invoice: 'Invoices are sent by mail on the first day of each month.',
  outage: 'When the broker is down, messages wait in the outbox table.',
  eggs: 'The cake needs two eggs and a cup of sugar.',
  zx: 'Error ZX81 means that the tape could not be read.',
};

describe.each(engines)('on %s', (_name, open) => {
  let vectors: Vectors;
  const mine = newId('ws');
  const params = { name: 'help' };
  const points = Object.entries(sentences).map(([id, text]) => ({ id, text, metadata: { size: text.length } }));
  beforeAll(async () => {
    vectors = await openVectors(open);
    const made = await vectors.in(mine).putCollection({ params });
    expect(made).toMatchObject({ created: true, dimensions: 512, embedding: { provider: 'local' } });
    expect(await vectors.in(mine).upsertPoints({ params, body: { points } })).toEqual({
      upserted: 5,
      embedded: 5,
      skipped: 0,
    });
  });
  afterAll(() => vectors[Symbol.asyncDispose]());

  test('a question finds the sentence that answers it', async () => {
    const { items, meta } = await vectors.in(mine).search({ params, body: { text: 'I forgot my login secret', k: 2 } });
    expect(items[0]).toMatchObject({ id: 'password', text: sentences.password, ranks: { dense: 1 } });
    expect(items[0]?.score).toBeGreaterThan(items[1]?.score ?? 1);
    expect(meta).toEqual({ mode: 'dense', exact: true, truncated: false, scoreKind: 'cosine' });
  });

  test('lexical search finds a word that the model does not know', async () => {
    const body = { text: 'what is zx81?', mode: 'lexical' } as const;
    const { items, meta } = await vectors.in(mine).search({ params, body });
    expect(items.map(({ id }) => id)).toEqual(['zx']);
    expect(meta.scoreKind).toBe('full-text-rank');
  });

  test('hybrid search tells the rank in each leg, and its score is their fusion', async () => {
    const body = { text: 'the outbox when the broker is down', mode: 'hybrid', k: 5 } as const;
    const { items, meta } = await vectors.in(mine).search({ params, body });
    expect(items).toHaveLength(5);
    expect(items[0]).toMatchObject({ id: 'outage', score: 2 / 61, ranks: { dense: 1, lexical: 1 } });
    expect(items.at(-1)?.ranks.lexical).toBeUndefined();
    expect(meta).toMatchObject({ mode: 'hybrid', scoreKind: 'rrf' });
  });

  test('words that are quotes and operators are words', async () => {
    const body = { text: `it's \\ 'quoted' & | ! :* <-> outbox`, mode: 'lexical' } as const;
    expect((await vectors.in(mine).search({ params, body })).items.map(({ id }) => id)).toEqual(['outage']);
    const none = await vectors.in(mine).search({ params, body: { text: 'the of and', mode: 'lexical' } });
    expect(none.items).toEqual([]);
  });

  test('unchanged text is not embedded again, in this collection or another', async () => {
    const { upsertPoints, putCollection } = vectors.in(mine);
    const changed = points.map((point) => (point.id === 'eggs' ? { ...point, text: 'It needs three eggs.' } : point));
    expect(await upsertPoints({ params, body: { points: changed } })).toEqual({ upserted: 5, embedded: 1, skipped: 4 });
    await putCollection({ params: { name: 'copy' } });
    const copied = await upsertPoints({ params: { name: 'copy' }, body: { points: changed } });
    expect(copied).toEqual({ upserted: 5, embedded: 0, skipped: 5 });
  });

  test('include chooses the parts, and minScore leaves out what is far', async () => {
    const { search } = vectors.in(mine);
    const bare = await search({ params, body: { text: 'tape', k: 1, include: [] } });
    expect(Object.keys(bare.items[0] ?? {}).sort()).toEqual(['id', 'ranks', 'score']);
    const full = await search({ params, body: { text: 'tape', k: 1, include: ['vector', 'metadata'] } });
    expect(full.items[0]).toMatchObject({ vector: expect.any(Array), metadata: { size: sentences.zx.length } });
    expect((await search({ params, body: { text: sentences.zx, minScore: 0.999 } })).items).toHaveLength(1);
  });

  test('asking for the same collection again changes nothing, for another one is refused', async () => {
    const { putCollection } = vectors.in(mine);
    expect(await putCollection({ params, body: { embedding: { provider: 'local' } } })).toMatchObject({
      created: false,
    });
    await expect(putCollection({ params, body: { distance: 'l2' } })).rejects.toMatchObject({ code: 'conflict' });
    await expect(putCollection({ params, body: { embedding: { provider: 'openai' } } })).rejects.toMatchObject({
      code: 'embedding-mismatch',
    });
  });
});
