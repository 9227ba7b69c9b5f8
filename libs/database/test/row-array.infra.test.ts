import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendOver } from '../src/prepared.ts';
import { RowArray, rowType } from '../src/row-array.ts';
import { bigint, boolean, integer, json, smallint, text, timestamptz } from '../src/row-column.ts';
import { freshClient } from './fresh-client.ts';

type Row = {
  readonly letters?: string | null;
  readonly told?: string;
  readonly is?: boolean;
  readonly few?: number;
  readonly many?: number;
  readonly most?: bigint;
  readonly at?: Date | undefined;
};

const appended = rowType<Row>('appended', {
  letters: text(({ letters }) => letters),
  told: json(({ told }) => told),
  is: boolean(({ is }) => is),
  few: smallint(({ few }) => few),
  many: integer(({ many }) => many),
  most: bigint(({ most }) => most),
  at: timestamptz(({ at }) => at),
});

let client: pg.Client;
const opened = new AsyncDisposableStack();
beforeAll(async () => {
  ({ client } = opened.use(await freshClient()));
  await client.query(`create type appended as (
    letters text, told json, "is" boolean, few smallint, many integer, most bigint, at timestamptz)`);
});
afterAll(() => opened.disposeAsync());

const select = 'select letters, told::text, "is", few, many, most, at from unnest($1::appended[])';
const back = (rows: readonly Row[]) =>
  sendOver(client, false)<Row>({ name: 'back', text: select, values: [new RowArray(appended, rows)] });
const backOf = async (letters: readonly (string | null)[]) =>
  (await back(letters.map((one) => ({ letters: one })))).map((row) => row.letters);

test('the server reads what was said, whatever it is made of', async () => {
  const letters = [
    '',
    'plain',
    '{"a":"b \\"c\\" \\\\ d"}',
    'NULL',
    '{}',
    ',',
    'ü “𝄞”\r\n',
    'x'.repeat(100_000),
    '𝄞'.repeat(9),
  ];
  expect(await backOf(letters)).toEqual(letters);
});

test('each kind of value comes back as it went, the largest and the smallest among them', async () => {
  const row = { letters: 'a', told: '{"b": [1.10]}', is: true, few: 32_767, many: 2 ** 31 - 1, most: 2n ** 63n - 1n };
  const least = { letters: 'b', told: 'null', is: false, few: -32_768, many: -(2 ** 31), most: -(2n ** 63n) };
  const dates = ['2026-11-27T22:00:10.418Z', '1969-12-31T23:59:59.999Z'].map((date) => new Date(date));
  const rows = [row, least].map((one, place) => ({ ...one, at: dates[place] }));
  expect(await back(rows)).toEqual(rows.map(({ most, ...one }) => ({ ...one, most: String(most) })));
});

test('what is absent is null, and nothing at all is no row', async () => {
  const nothing = { letters: null, told: null, is: null, few: null, many: null, most: null, at: null };
  expect(await back([{}, { letters: 'a' }, { letters: null }])).toEqual([
    nothing,
    { ...nothing, letters: 'a' },
    nothing,
  ]);
  expect(await back([])).toEqual([]);
});

test('what no text of the server holds is refused by it, and so is what is no JSON', async () => {
  await expect(backOf(['a\u0000b'])).rejects.toMatchObject({ code: '22021' });
  await expect(back([{ told: '{' }])).rejects.toMatchObject({ code: '22P02' });
});

test('half a letter is written as the mark of what cannot be read, in the room of one', async () => {
  expect(await backOf(['\ud834', 'a\udd1eb'])).toEqual(['\ufffd', 'a\ufffdb']);
});

test('a type that the database does not have is told by the server', async () => {
  const values = [new RowArray(rowType<Row>('nowhere', {}), [])];
  await expect(sendOver(client, false)({ name: 'nowhere', text: select, values })).rejects.toMatchObject({
    code: '42704',
  });
});
