import { expect, test } from 'vitest';
import { DEFAULT_LIMIT, readPage } from '../src/page.ts';

const three = async (most: number) => [1, 2, 3].slice(0, most);
const as = { show: (row: number) => `shown ${row}`, at: String };

test('a page has a cursor, that of its last item, where another page follows', async () => {
  expect(await readPage(2, three, as)).toEqual({ items: ['shown 1', 'shown 2'], nextCursor: '2' });
  expect(await readPage(3, three, as)).toEqual({ items: ['shown 1', 'shown 2', 'shown 3'], nextCursor: null });
  expect(await readPage(3, async () => [], as)).toEqual({ items: [], nextCursor: null });
});

test('rows may be shown with patience, and stay in their order', async () => {
  const show = (row: number) => new Promise((shown) => setTimeout(shown, 3 - row, row));
  expect((await readPage(3, three, { show, at: String })).items).toEqual([1, 2, 3]);
});

test('one row more than a page holds is asked for, and the usual number by default', async () => {
  const asked: number[] = [];
  const read = async (most: number) => {
    asked.push(most);
    return [];
  };
  await readPage(7, read, as);
  await readPage(undefined, read, as);
  expect(asked).toEqual([8, DEFAULT_LIMIT + 1]);
});
