import { pointerOf } from '@mesh/contracts/json-pointer';
import { MeshError } from '@mesh/contracts/mesh-error';

/**
 * The query as text fields. Throws `invalid` for a repeated or missing name, `unprocessable` for a NUL, which no database
 * stores.
 */
export function queryFields(url: string): Record<string, string> {
  const mark = url.indexOf('?');
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))) {
    if (name.includes('\0') || value.includes('\0'))
      throw new MeshError('unprocessable', 'the query has a text with a NUL');
    if (fields.has(name)) throw refused('a query field is there twice', name, 'expected it once');
    if (name === '__proto__') throw refused('a query field has no name of a field', name, 'unknown field');
    fields.set(name, value);
  }
  return Object.fromEntries(fields);
}

function refused(why: string, name: string, message: string): MeshError {
  return new MeshError('invalid', why, { errors: [{ pointer: pointerOf(['query', name]), message }] });
}
