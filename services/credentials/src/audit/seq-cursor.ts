import { MeshError } from '@mesh/contracts/mesh-error';

/** The number that a cursor of a numbered list is. Throws `invalid`. */
export function seqOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  if (/^[0-9]{1,9}$/.test(cursor)) return Number(cursor);
  throw new MeshError('invalid', 'the cursor is none of this list', {
    errors: [{ pointer: '/query/cursor', message: 'expected `nextCursor` of the page before' }],
  });
}
