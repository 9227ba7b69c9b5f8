import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { byteaArray, textArray } from '../src/binary-array.ts';
import { freshClient } from './fresh-client.ts';

let client: pg.Client;
const opened = new AsyncDisposableStack();
beforeAll(async () => {
  ({ client } = opened.use(await freshClient()));
});
afterAll(() => opened.disposeAsync());

const back = async (texts: readonly (string | null | undefined)[]) => {
  const { rows } = await client.query<{ texts: string[] }>('select $1::text[] as texts', [
    textArray(texts, (one) => one),
  ]);
  return rows[0]?.texts;
};

test('the server reads what was said, whatever it is made of', async () => {
  const texts = ['', 'plain', '{"a":"b \\"c\\" \\\\ d"}', 'NULL', '{}', ',', 'ü “𝄞”\r\n', 'x'.repeat(100_000)];
  expect(await back(texts)).toEqual(texts);
});

test('what is absent is null, and nothing at all is an empty array', async () => {
  expect(await back(['a', null, undefined, 'b'])).toEqual(['a', null, null, 'b']);
  expect(await back([null])).toEqual([null]);
  expect(await back([])).toEqual([]);
});

test('what no text of the server holds is refused by it', async () => {
  await expect(back(['a\u0000b'])).rejects.toMatchObject({ code: '22021' });
});

test('bytes are read as they are', async () => {
  const bytes = [Buffer.alloc(0), Buffer.from([0, 255, 10]), null];
  const { rows } = await client.query<{ bytes: Buffer[] }>('select $1::bytea[] as bytes', [
    byteaArray(bytes, (one) => one),
  ]);
  expect(rows[0]?.bytes).toEqual(bytes);
});
