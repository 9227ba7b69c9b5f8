import type { Comparison, Condition } from './condition.ts';
import { filterFault } from './filter-fault.ts';
import { orderedOf, scalarOf } from './scalar.ts';

const MOST_VALUES = 256;
const comparisons = new Map<string, Comparison>([
  ['$gt', '>'],
  ['$gte', '>='],
  ['$lt', '<'],
  ['$lte', '<='],
]);

/** One operator on one field. `$ne` and `$nin` are true if the field is missing, as the negations of `$eq` and `$in`. */
export function parseOperator(field: string, operator: string, operand: unknown, path: readonly string[]): Condition {
  const comparison = comparisons.get(operator);
  if (comparison) return { kind: 'compare', field, comparison, value: orderedOf(operand, path) };
  switch (operator) {
    case '$eq':
      return { kind: 'equals', field, value: scalarOf(operand, path) };
    case '$ne':
      return not({ kind: 'equals', field, value: scalarOf(operand, path) });
    case '$in':
      return { kind: 'in', field, values: valuesOf(operand, path) };
    case '$nin':
      return not({ kind: 'in', field, values: valuesOf(operand, path) });
    case '$exists':
      if (typeof operand !== 'boolean') throw filterFault(path, 'expected true or false');
      return operand ? { kind: 'exists', field } : not({ kind: 'exists', field });
    default:
      throw filterFault(path, 'there is no such operator');
  }
}

function valuesOf(operand: unknown, path: readonly string[]) {
  if (!Array.isArray(operand)) throw filterFault(path, 'expected a list');
  if (operand.length > MOST_VALUES) throw filterFault(path, `expected at most ${MOST_VALUES} values`);
  return operand.map((value, index) => scalarOf(value, [...path, String(index)]));
}

function not(condition: Condition): Condition {
  return { kind: 'not', condition };
}
