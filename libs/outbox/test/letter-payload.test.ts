import { expect, test } from 'vitest';
import { bodyOf, toLetter } from '../src/handle/letter-payload.ts';

test.each([
  ['JSON', Buffer.from('{"n":"ü"}')],
  ['no UTF-8', Buffer.from([0x61, 0xff])],
  ['NUL', Buffer.from('a\0b')],
  ['nothing', Buffer.alloc(0)],
])('a letter keeps %s as it is, in a text without NUL', (_, body) => {
  const letter = toLetter({ 'ce-id': 'evt_1' }, body);
  expect(letter.payload).not.toContain('\0');
  expect(bodyOf(letter)).toEqual(body);
});
