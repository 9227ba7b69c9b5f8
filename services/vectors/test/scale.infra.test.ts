import { newId } from '@mesh/contracts/id';
import { silent } from '@mesh/runtime/log';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepIndexes } from '../src/index/keep-indexes.ts';
import { engines } from './engines.ts';
import { openVectors, type Vectors } from './vectors.ts';

const DIMENSIONS = 8;
/** PGlite builds an index slowly. */
const SIZES: Record<string, number> = { PGlite: 12_000, PostgreSQL: 50_000 };

describe.each(engines)('on %s', { timeout: 240_000 }, (engine, open) => {
  const size = SIZES[engine] ?? 0;
  const mine = newId('ws');
  const params = { name: 'large' };
  let vectors: Vectors;

  beforeAll(async () => {
    vectors = await openVectors(open);
    const { id } = await vectors.in(mine).putCollection({ params, body: { dimensions: DIMENSIONS, distance: 'l2' } });
    await vectors.db.inWorkspace(mine, async (trx) => {
      await sql`select setseed(0.5)`.execute(trx);
      // Numbers spread evenly, but for the first tenth, which crowds around the origin.
      const crowded = size / 10;
      await sql`insert into point (workspace_id, collection_id, id, embedding, metadata)
        select ${mine}, ${id}, n::text,
          array_agg((random() - 0.5) * case when n > ${crowded}::int then 2 else 0.2 end)::vector,
          jsonb_build_object('rare', n % 1000, 'far', n > ${crowded}::int)
        from generate_series(1, ${size}::int) n, generate_series(1, ${DIMENSIONS}::int) group by n`.execute(trx);
      await sql`update collection set points = ${size} where id = ${id}`.execute(trx);
    });
    await keepIndexes({ db: vectors.db, owner: vectors.db, fromPoints: 10_000, log: silent });
    expect((await vectors.in(mine).getCollection({ params })).index.state).toBe('ready');
  }, 240_000);
  afterAll(() => vectors[Symbol.asyncDispose]());

  const question = (seed: number) => Array.from({ length: DIMENSIONS }, (_, index) => Math.sin(seed * 7 + index) * 0.8);
  async function recall(
    filter: Record<string, unknown>,
    vector: number[],
  ): Promise<{ recall: number; exact: boolean }> {
    const ask = async (exact: boolean) => vectors.in(mine).search({ params, body: { vector, k: 10, filter, exact } });
    const [found, best] = [await ask(false), await ask(true)];
    expect(found.items).toHaveLength(10);
    expect(best.meta.exact).toBe(true);
    const ids = new Set(found.items.map(({ id }) => id));
    return { recall: best.items.filter(({ id }) => ids.has(id)).length / 10, exact: found.meta.exact };
  }

  test('the index finds nine and a half of the ten nearest', async () => {
    const found = await Promise.all(Array.from({ length: 20 }, (_, seed) => recall({}, question(seed))));
    expect(found.every(({ exact }) => !exact)).toBe(true);
    expect(found.reduce((sum, { recall }) => sum + recall, 0) / found.length).toBeGreaterThanOrEqual(0.95);
  });

  test('recall is measured by searches for points that chance picks', async () => {
    const measured = await vectors.in(mine).measureRecall({ params, query: { k: '5', sample: '20' } });
    expect(measured).toMatchObject({ k: 5, sample: 20 });
    expect(measured.recall).toBeGreaterThanOrEqual(0.95);
    expect(measured.recall).toBeLessThanOrEqual(1);
  });

  test('one point in a thousand matches, and the ten nearest of them are found', async () => {
    const found = await recall({ rare: { $in: [1, 2] } }, question(1));
    expect(found).toEqual({ recall: 1, exact: true });
  });

  test('where the nearest do not match, the index goes on until ten do', async () => {
    const origin = Array.from({ length: DIMENSIONS }, () => 0);
    const found = await recall({ far: true }, origin);
    expect(found.exact).toBe(false);
    expect(found.recall).toBeGreaterThanOrEqual(0.9);
  });
});
