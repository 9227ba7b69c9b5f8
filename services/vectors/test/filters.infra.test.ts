import { newId } from '@mesh/contracts/id';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from './engines.ts';
import { openVectors, type Vectors } from './vectors.ts';

type Metadata = Record<string, unknown>;
const metadata: Metadata[] = [
  { n: 1, s: 'a', flag: true, tags: ['x', 'y'], nil: null },
  { n: 2.5, s: 'B', flag: false, tags: [] },
  { n: '2', s: 'é', tags: 'x' },
  { n: -3, s: "o'clock" },
  {},
];

describe.each(engines)('on %s', (_name, open) => {
  let vectors: Vectors;
  const mine = newId('ws');
  const params = { name: 'filtered' };
  beforeAll(async () => {
    vectors = await openVectors(open);
    await vectors.in(mine).putCollection({ params, body: { dimensions: 1, distance: 'l2' } });
    const points = metadata.map((some, index) => ({ id: String(index), vector: [index], metadata: some }));
    await vectors.in(mine).upsertPoints({ params, body: { points } });
  });
  afterAll(() => vectors[Symbol.asyncDispose]());

  async function matching(filter: Metadata): Promise<string> {
    const { items } = await vectors.in(mine).search({ params, body: { vector: [0], filter, k: 10 } });
    return items.map(({ id }) => id).join('');
  }

  test.each<[Metadata, string]>([
    [{}, '01234'],
    [{ s: 'a' }, '0'],
    [{ n: 2.5 }, '1'],
    [{ n: '2' }, '2'],
    [{ flag: false }, '1'],
    [{ nil: null }, '0'],
    [{ tags: 'x' }, '02'],
    [{ s: "o'clock" }, '3'],
    [{ s: { $ne: 'a' } }, '1234'],
    [{ n: { $gt: 0 } }, '01'],
    [{ n: { $gte: -3, $lt: 1 } }, '3'],
    [{ n: { $gt: '1' } }, '2'],
    [{ s: { $gt: 'Z' } }, '023'],
    [{ s: { $in: ['a', 'B', 7] } }, '01'],
    [{ s: { $nin: ['a', 'B'] } }, '234'],
    [{ s: { $in: [] } }, ''],
    [{ flag: { $exists: true } }, '01'],
    [{ nil: { $exists: true } }, '0'],
    [{ flag: { $exists: false } }, '234'],
    [{ n: { $not: { $gt: 0 } } }, '234'],
    [{ $not: { s: 'a' } }, '1234'],
    [{ $or: [{ s: 'a' }, { n: -3 }] }, '03'],
    [{ $and: [{ tags: 'x' }, { $not: { flag: true } }] }, '2'],
  ])('%j matches %s', async (filter, ids) => {
    expect(await matching(filter)).toBe(ids);
  });

  test('whatever text is compared with, the answer is points, never an error or more than was asked', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }).filter((value) => value.isWellFormed() && !value.includes('\0')),
      fc.constantFrom(`'`, `"`, '\\', `') or true --`, '$1', '{}', '%', 'null'),
    );
    const operator = fc.constantFrom('$eq', '$gt', '$lte');
    await fc.assert(
      fc.asyncProperty(text, operator, async (value, op) => {
        const found = await matching({ s: { [op]: value } });
        const expected = metadata.flatMap(({ s }, id) => (holds(String(s ?? ''), op, value) && s ? [id] : []));
        expect(found).toBe(expected.join(''));
      }),
      { numRuns: 60 },
    );
  });
});

/** Strings compare by code point, as UTF-8 bytes do. */
function holds(left: string, operator: string, right: string): boolean {
  const order = Buffer.compare(Buffer.from(left), Buffer.from(right));
  return operator === '$eq' ? order === 0 : operator === '$gt' ? order > 0 : order <= 0;
}
