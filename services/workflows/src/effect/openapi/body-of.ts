import type { Json } from '@mesh/jq/json';
import { fieldsOf } from '../document-fields.ts';

/** What is given under this name is the body as a whole, where it stands alone and no field of the body is called so. */
export const WHOLE = 'body';

/** What no parameter takes: the body as a whole, or its fields. */
export function bodyOf(schema: unknown, left: ReadonlyMap<string, Json>): Json {
  const whole = left.get(WHOLE);
  const isWhole = whole !== undefined && left.size === 1 && fieldsOf(schema)['hasBody'] !== true;
  return isWhole ? whole : Object.fromEntries(left);
}
