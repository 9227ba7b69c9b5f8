import { newId } from '@mesh/contracts/id';
import { collectionEtag } from '@mesh/contracts/vector-shapes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from './engines.ts';
import { openVectors, type Vectors } from './vectors.ts';

describe.each(engines)('on %s', (_name, open) => {
  let vectors: Vectors;
  const mine = newId('ws');
  const params = { name: 'plane' };
  beforeAll(async () => {
    vectors = await openVectors(open);
    await vectors.in(mine).putCollection({ params, body: { dimensions: 2 } });
    await vectors
      .in(mine)
      .upsertPoints({ params, body: { points: [{ id: 'a', vector: [1, 0], metadata: { n: 1 } }] } });
  });
  afterAll(() => vectors[Symbol.asyncDispose]());

  test.each([
    ['of other dimensions', [1], 'invalid'],
    ['without a direction', [0, 0], 'unprocessable'],
  ])('a search by a vector %s is refused', async (_what, vector, code) => {
    const asked = vectors.in(mine).search({ params, body: { vector } });
    await expect(asked).rejects.toMatchObject({ code, errors: [{ pointer: '/body/vector' }] });
  });

  test.each<Record<string, unknown>>([
    { $where: 'this.n == 1' },
    { n: { $regex: '.*' } },
    { "n') or true --": 1 },
    { 'n"; drop table point': 1 },
    { N: 1 },
    { constructor: { prototype: 1 } },
    Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`f${index}`, 1])),
  ])('the filter %j is refused wherever one is taken, and nothing is touched', async (filter) => {
    const { search, deletePoints, getCollection } = vectors.in(mine);
    await expect(search({ params, body: { vector: [1, 0], filter } })).rejects.toMatchObject({ code: 'invalid' });
    await expect(deletePoints({ params, body: { filter } })).rejects.toMatchObject({ code: 'invalid' });
    expect((await getCollection({ params })).points).toBe(1);
  });

  test('SQL in a value is a value', async () => {
    const { search, deletePoints } = vectors.in(mine);
    const filter = { n: `1' or '1' = '1` };
    expect((await search({ params, body: { vector: [1, 0], filter } })).items).toEqual([]);
    expect(await deletePoints({ params, body: { filter } })).toEqual({ deleted: 0 });
  });

  test('a collection that has grown has another tag, and is not deleted under the old one', async () => {
    const { putCollection, upsertPoints, getCollection, deleteCollection } = vectors.in(mine);
    const grown = { name: 'grown' };
    const { created: _, ...empty } = await putCollection({ params: grown, body: { dimensions: 1 } });
    await upsertPoints({ params: grown, body: { points: [{ id: 'a', vector: [1] }] } });
    const full = await getCollection({ params: grown });
    expect(collectionEtag(full)).not.toBe(collectionEtag(empty));
    const deleted = (tag: string) => deleteCollection({ params: grown, headers: { 'if-match': tag } });
    await expect(deleted(collectionEtag(empty))).rejects.toMatchObject({ code: 'precondition-failed' });
    await expect(deleted(collectionEtag(full))).resolves.toEqual({});
  });

  test('what one knows otherwise is neither made nor found by a PUT', async () => {
    const { putCollection } = vectors.in(mine);
    const known = { name: 'known' };
    const put = (tag: string) =>
      putCollection({ params: known, body: { dimensions: 1 }, headers: { 'if-match': tag } });
    await expect(put('*')).rejects.toMatchObject({ code: 'precondition-failed' });
    const { created: _, ...made } = await putCollection({ params: known, body: { dimensions: 1 } });
    await expect(put('"another"')).rejects.toMatchObject({ code: 'precondition-failed' });
    await expect(put(collectionEtag(made))).resolves.toMatchObject({ created: false });
  });

  test('a search that compares every point misses none, also where there are fewer than are asked for', async () => {
    const { putCollection, upsertPoints, measureRecall } = vectors.in(mine);
    const few = { name: 'few' };
    await expect(measureRecall({ params: few })).rejects.toMatchObject({ code: 'not-found' });
    await putCollection({ params: few, body: { dimensions: 1 } });
    expect(await measureRecall({ params: few })).toMatchObject({ recall: 1, k: 10, sample: 0 });
    await upsertPoints({ params: few, body: { points: ['a', 'b', 'c'].map((id) => ({ id, vector: [1] })) } });
    expect(await measureRecall({ params: few, query: { k: '2' } })).toMatchObject({ recall: 1, k: 2, sample: 3 });
    await expect(measureRecall({ params: few, query: { k: '0' } })).rejects.toThrow(/k/);
  });

  test('metadata of more than 64 KiB is too large', async () => {
    const points = [{ id: 'b', vector: [1, 0], metadata: { text: 'x'.repeat(64 * 1024) } }];
    await expect(vectors.in(mine).upsertPoints({ params, body: { points } })).rejects.toMatchObject({
      code: 'payload-too-large',
      errors: [{ pointer: '/body/points/0/metadata' }],
    });
  });
});
