import type { Json } from '@mesh/jq/json';
import { fieldsOf } from '../document-fields.ts';

/** The argument of this name is the whole body, if it is the only one and the body has no field of this name. */
export const WHOLE = 'body';

/** The arguments that are not parameters: the whole body, or its fields. */
export function bodyOf(schema: unknown, left: ReadonlyMap<string, Json>): Json {
  const whole = left.get(WHOLE);
  const isWhole = whole !== undefined && left.size === 1 && fieldsOf(schema)['hasBody'] !== true;
  return isWhole ? whole : Object.fromEntries(left);
}
