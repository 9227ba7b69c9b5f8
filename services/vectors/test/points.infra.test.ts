import { newId } from '@mesh/contracts/id';
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
  });
  afterAll(() => vectors[Symbol.asyncDispose]());

  test('a point is stored, read, replaced and deleted, and the collection counts it', async () => {
    const { upsertPoints, getPoint, getCollection, deletePoints } = vectors.in(mine);
    const one = { id: 'docs/a.md#1', vector: [1, 0.5], text: 'one', metadata: { lang: 'en', tags: ['x'] } };
    const answer = await upsertPoints({ params, body: { points: [one, { id: 'b', vector: [0, 1] }] } });
    expect(answer).toEqual({ upserted: 2, embedded: 0, skipped: 0 });
    expect(await getPoint({ params: { ...params, id: one.id } })).toMatchObject(one);

    await upsertPoints({ params, body: { points: [{ id: 'b', vector: [3, 4] }] } });
    expect((await getPoint({ params: { ...params, id: 'b' } })).vector).toEqual([3, 4]);
    expect((await getCollection({ params })).points).toBe(2);

    expect(await deletePoints({ params, body: { filter: { tags: 'x' } } })).toEqual({ deleted: 1 });
    expect(await deletePoints({ params, body: { ids: ['b', 'never'] } })).toEqual({ deleted: 1 });
    expect((await getCollection({ params })).points).toBe(0);
    await expect(getPoint({ params: { ...params, id: 'b' } })).rejects.toMatchObject({ code: 'not-found' });
  });

  test('one bad point refuses the whole batch', async () => {
    const { upsertPoints, getCollection } = vectors.in(mine);
    const good = { id: 'good', vector: [1, 0] };
    const points = [good, { id: 'bad', vector: [1, 0, 0] }];
    await expect(upsertPoints({ params, body: { points } })).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ pointer: '/body/points/1/vector' }],
    });
    const zeros = { points: [good, { id: 'bad', vector: [0, 0] }] };
    await expect(upsertPoints({ params, body: zeros })).rejects.toMatchObject({ code: 'unprocessable' });
    expect((await getCollection({ params })).points).toBe(0);
  });

  test('writers of the same points in any order all succeed', async () => {
    const { upsertPoints, getCollection, deletePoints } = vectors.in(mine);
    const ids = Array.from({ length: 50 }, (_, index) => `p${index}`);
    const write = (order: string[]) =>
      upsertPoints({ params, body: { points: order.map((id) => ({ id, vector: [1, 1] })) } });
    await Promise.all([write(ids), write(ids.toReversed()), write(ids), write(ids.toReversed())]);
    expect((await getCollection({ params })).points).toBe(50);
    await deletePoints({ params, body: { ids } });
  });

  test('text and vectors of another model are refused where callers bring their own', async () => {
    const { upsertPoints, search } = vectors.in(mine);
    const text = { points: [{ id: 'a', text: 'words' }] };
    await expect(upsertPoints({ params, body: text })).rejects.toMatchObject({ code: 'embedding-unavailable' });
    await expect(search({ params, body: { text: 'words' } })).rejects.toMatchObject({ code: 'embedding-unavailable' });
    const made = { points: [{ id: 'a', vector: [1, 0] }], model: 'ada' };
    await expect(upsertPoints({ params, body: made })).rejects.toMatchObject({ code: 'embedding-mismatch' });
  });

  test('deleting by an empty filter is refused', async () => {
    const deleting = vectors.in(mine).deletePoints({ params, body: { filter: {} } });
    await expect(deleting).rejects.toMatchObject({ code: 'invalid' });
  });
});
