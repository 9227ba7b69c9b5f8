import { newId } from '@mesh/contracts/id';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkIsolation } from '../src/db/check-isolation.ts';
import { engines } from './engines.ts';
import { openVectors, type Vectors } from './vectors.ts';

describe.each(engines)('on %s', (_name, open) => {
  let vectors: Vectors;
  const [mine, foreign] = [newId('ws'), newId('ws')];
  const params = { name: 'secrets' };
  beforeAll(async () => {
    vectors = await openVectors(open);
    await vectors.in(mine).putCollection({ params, body: { dimensions: 1 } });
    await vectors.in(mine).upsertPoints({ params, body: { points: [{ id: 'a', vector: [1] }] } });
  });
  afterAll(() => vectors[Symbol.asyncDispose]());

  test('the collection of another workspace answers as one that never was', async () => {
    const { getCollection, getPoint, search, upsertPoints, deletePoints, deleteCollection } = vectors.in(foreign);
    const point = { id: 'a', vector: [1] };
    const never = await getCollection({ params: { name: 'never' } }).catch((error: Error) => error.message);
    const answers = await Promise.allSettled([
      getCollection({ params }),
      getPoint({ params: { ...params, id: 'a' } }),
      search({ params, body: { vector: [1] } }),
      upsertPoints({ params, body: { points: [point] } }),
      deletePoints({ params, body: { ids: ['a'] } }),
      deleteCollection({ params }),
    ]);
    const message = String(never).replace('never', params.name);
    for (const answer of answers) expect(answer).toMatchObject({ status: 'rejected', reason: { message } });
    expect((await vectors.in(mine).getCollection({ params })).points).toBe(1);
  });

  test('two workspaces use the same name and ids without meeting', async () => {
    const other = vectors.in(foreign);
    await other.putCollection({ params, body: { dimensions: 2 } });
    await other.upsertPoints({ params, body: { points: [{ id: 'a', vector: [1, 2] }] } });
    expect((await vectors.in(mine).getPoint({ params: { ...params, id: 'a' } })).vector).toEqual([1]);
    expect((await other.listCollections({})).items).toHaveLength(1);
    await other.deleteCollection({ params });
    expect((await vectors.in(mine).getCollection({ params })).points).toBe(1);
  });

  test('every table with a workspace forces row-level security', async () => {
    const { rows } = await vectors.db.inWorkspace(mine, (trx) =>
      sql<{ name: string; forced: boolean }>`
        select relname as name, relrowsecurity and relforcerowsecurity as forced from pg_class
        join pg_attribute on attrelid = pg_class.oid
        where attname = 'workspace_id' and relkind in ('r', 'p') order by 1`.execute(trx),
    );
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['collection', 'point', 'outbox']));
    expect(rows.filter(({ forced }) => !forced)).toEqual([]);
  });

  test('rows of another workspace can be neither read nor written, whatever the SQL says', async () => {
    const seen = await vectors.db.inWorkspace(foreign, (trx) => trx.selectFrom('point').select('id').execute());
    expect(seen).toEqual([]);
    const planting = vectors.db.inWorkspace(foreign, (trx) =>
      sql`insert into collection (workspace_id, id, name, dimensions, distance, index_kind)
          values (${mine}, ${newId('col')}, 'planted', 1, 'l2', 'none')`.execute(trx),
    );
    await expect(planting).rejects.toThrow(/row-level security/);
  });

  test('the canary is quiet', async () => {
    await expect(checkIsolation(vectors.db)).resolves.toBeUndefined();
  });
});
