import { id, type Prefix } from './id.ts';
import { MeshError } from './mesh-error.ts';

/** The id in a cursor of a list ordered by id; undefined for the first page. Throws `invalid` for a malformed cursor. */
export function idCursor(prefix: Prefix, cursor: string | undefined): string | undefined {
  return nameCursor((text) => id(prefix).safeParse(text).success, cursor);
}

/** The same for a list in the order of names. */
export function nameCursor(isName: (text: string) => boolean, cursor: string | undefined): string | undefined {
  if (cursor === undefined || isName(cursor)) return cursor;
  throw wrongCursor();
}

/** The same for a list ordered by integers of at most this many digits. */
export function numberCursor(cursor: string | undefined, digits = 9): number | undefined {
  if (cursor === undefined) return undefined;
  if (/^[0-9]+$/.test(cursor) && cursor.length <= digits) return Number(cursor);
  throw wrongCursor();
}

/**
 * The two parts of a cursor of a list ordered by two columns; undefined for the first page. Throws `invalid` for a malformed
 * cursor.
 */
export function pairCursor(cursor: string | undefined): readonly [string, string] | undefined {
  if (cursor === undefined) return undefined;
  const [first, second, more] = cursor.split('~');
  if (first === undefined || second === undefined || more !== undefined) throw wrongCursor();
  return [first, second];
}

export function wrongCursor(): MeshError {
  return new MeshError('invalid', 'the cursor is not one that this list gave', {
    errors: [{ pointer: '/query/cursor', message: 'expected `nextCursor` of the page before' }],
  });
}
