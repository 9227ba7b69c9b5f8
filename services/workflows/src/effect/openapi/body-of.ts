import type { Json } from '@mesh/jq/json';
import { type Fields, fieldsOf, isElsewhere, listOf, resolved } from '../document-fields.ts';

/** A schema may refer to itself. */
const DEEPEST = 8;

/** What no parameter takes: `body` as a whole where it stands alone, unless the schema knows a field of that name; else the fields. */
export function bodyOf(document: Fields, schema: unknown, left: ReadonlyMap<string, Json>): Json {
  const whole = left.get('body');
  const isWhole = whole !== undefined && left.size === 1 && !hasField(document, schema, 'body');
  return isWhole ? whole : Object.fromEntries(left);
}

function hasField(document: Fields, given: unknown, name: string, depth = 0): boolean {
  if (depth > DEEPEST || isElsewhere(given)) return false;
  const schema = resolved(document, given);
  const parts = [schema['allOf'], schema['anyOf'], schema['oneOf']].flatMap(listOf);
  return (
    Object.hasOwn(fieldsOf(schema['properties']), name) ||
    parts.some((part) => hasField(document, part, name, depth + 1))
  );
}
