import { expect, test } from 'vitest';
import { newId } from '../src/id.ts';
import { idCursor } from '../src/id-cursor.ts';

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
