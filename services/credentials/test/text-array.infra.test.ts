import { afterAll, beforeAll, expect, test } from 'vitest';
import { textArray } from '../src/audit/text-array.ts';
import { openRoom, type Room } from './room.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

const read = async (texts: readonly string[]): Promise<string[]> => {
  const { rows } = await room.owner.query('select $1::text[] as texts', [textArray(texts)]);
  return rows[0].texts;
};

test('texts come back as they were, whatever is in them', async () => {
  const texts = [
    '',
    'NULL',
    'a,b',
    '{}',
    '{"a":"b\\\\c"}',
    '"',
    '\\',
    '\\"',
    '\n\t\u0001',
    ' é 🔑 ',
    "'; drop table audit; --",
  ];
  expect(await read(texts)).toEqual(texts);
  expect(await read([])).toEqual([]);
});

test('any text of the characters that mean something in an array comes back', async () => {
  const characters = ['"', '\\', ',', '{', '}', ' ', 'N', '\n', 'é'];
  const texts = Array.from({ length: 2_000 }, (_, seed) =>
    Array.from(
      { length: seed % 7 },
      (_, place) => characters[(seed * 31 + place * place * 17) % characters.length],
    ).join(''),
  );
  expect(await read(texts)).toEqual(texts);
});
