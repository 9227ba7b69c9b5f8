import type { Condition } from './condition.ts';
import { filterFault } from './filter-fault.ts';
import { parseOperator } from './parse-operator.ts';

const FIELD = /^[a-z0-9_]{1,64}$/;
const DEEPEST = 8;
const MOST_CONDITIONS = 64;

/** The position of the parser, and the number of conditions in the filter so far. */
export type Place = { path: readonly string[]; depth: number; count: { conditions: number } };

/** Parses the filter language. Throws `invalid` with a pointer to an invalid part. */
export function parseFilter(filter: unknown): Condition {
  return parseObject(filter, { path: [], depth: 0, count: { conditions: 0 } });
}

function parseObject(filter: unknown, place: Place): Condition {
  const entries = entriesOf(filter, place);
  return all(entries.map(([key, value]) => parseEntry(key, value, deeper(place, key))));
}

function parseEntry(key: string, value: unknown, place: Place): Condition {
  if (key === '$and' || key === '$or') {
    if (!Array.isArray(value) || value.length === 0) throw filterFault(place.path, 'expected a list of filters');
    if (value.length > MOST_CONDITIONS) throw filterFault(place.path, `expected at most ${MOST_CONDITIONS} conditions`);
    const conditions = value.map((part, index) => parseObject(part, deeper(place, String(index))));
    return { kind: key === '$and' ? 'all' : 'any', conditions };
  }
  if (key === '$not') return { kind: 'not', condition: parseObject(value, place) };
  if (key.startsWith('$')) throw filterFault(place.path, 'there is no such operator');
  if (!FIELD.test(key)) throw filterFault(place.path, 'a field is 1 to 64 of a-z, 0-9 and _');
  return parseField(key, value, place);
}

/** `{field: value}` means `$eq`; `{field: {$gt: 1, $lt: 5}}` means both. */
function parseField(field: string, value: unknown, place: Place): Condition {
  place.count.conditions += 1;
  if (place.count.conditions > MOST_CONDITIONS) {
    throw filterFault(place.path, `expected at most ${MOST_CONDITIONS} conditions`);
  }
  if (typeof value !== 'object' || value === null) return parseOperator(field, '$eq', value, place.path);
  const entries = entriesOf(value, place);
  if (entries.length === 0) throw filterFault(place.path, 'expected a value or an operator');
  return all(
    entries.map(([operator, operand]) => {
      const inner = deeper(place, operator);
      if (operator === '$not') return { kind: 'not', condition: parseField(field, operand, inner) };
      return parseOperator(field, operator, operand, inner.path);
    }),
  );
}

function entriesOf(value: unknown, { path }: Place): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw filterFault(path, 'expected an object');
  }
  return Object.entries(value);
}

function deeper({ path, depth, count }: Place, token: string): Place {
  if (depth === DEEPEST * 2) throw filterFault(path, `expected at most ${DEEPEST} levels`);
  return { path: [...path, token], depth: depth + 1, count };
}

function all(conditions: Condition[]): Condition {
  const [only, ...others] = conditions;
  return only && others.length === 0 ? only : { kind: 'all', conditions };
}
