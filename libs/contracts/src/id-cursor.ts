import { id, type Prefix } from './id.ts';
import { MeshError } from './mesh-error.ts';

/** The id that a cursor holds of a list in the order of ids; undefined for its first page. Throws `invalid` for another text. */
export function idCursor(prefix: Prefix, cursor: string | undefined): string | undefined {
  if (cursor === undefined || id(prefix).safeParse(cursor).success) return cursor;
  throw new MeshError('invalid', 'the cursor is not one that this list gave', {
    errors: [{ pointer: '/query/cursor', message: 'expected `nextCursor` of the page before' }],
  });
}
