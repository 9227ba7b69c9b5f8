import { expect, test } from 'vitest';
import { idCursor, nameCursor, numberCursor, pairCursor } from '../src/cursor.ts';
import { newId } from '../src/id.ts';

test('a cursor is the id of what was told last, or is not there', () => {
  const last = newId('wf');
  expect(idCursor('wf', last)).toBe(last);
  expect(idCursor('wf', undefined)).toBeUndefined();
});

test.each(['x', '', newId('sch'), `${newId('wf')} `, 'wf_'])(
  'the cursor %j of another list or of none is refused',
  (text) => {
    expect(() => idCursor('wf', text)).toThrow(
      expect.objectContaining({ code: 'invalid', errors: [expect.objectContaining({ pointer: '/query/cursor' })] }),
    );
  },
);

test('a cursor of a list in the order of names is one of them, or is not there', () => {
  const isName = (text: string) => text === 'resize';
  expect(nameCursor(isName, 'resize')).toBe('resize');
  expect(nameCursor(isName, undefined)).toBeUndefined();
  for (const cursor of ['', 'resize!'])
    expect(() => nameCursor(isName, cursor)).toThrow(expect.objectContaining({ code: 'invalid' }));
});

test('a cursor of a numbered list is the number of what was told last, or is not there', () => {
  expect(numberCursor('12')).toBe(12);
  expect(numberCursor('123456789012345', 15)).toBe(123_456_789_012_345);
  expect(numberCursor(undefined)).toBeUndefined();
});

test.each(['x', '', '-1', '1.5', ' 1', '1234567890'])('the cursor %j of no numbered list is refused', (text) => {
  expect(() => numberCursor(text)).toThrow(expect.objectContaining({ code: 'invalid' }));
});

test('a cursor of a list in the order of two columns has two parts, or is not there', () => {
  expect(pairCursor('12~exe')).toEqual(['12', 'exe']);
  expect(pairCursor(undefined)).toBeUndefined();
  for (const cursor of ['', '12', '12~exe~more'])
    expect(() => pairCursor(cursor)).toThrow(expect.objectContaining({ code: 'invalid' }));
});
