import { isPlainText } from '@mesh/contracts/plain-text';
import { NO_PLAIN_TEXT } from '@mesh/contracts/text';
import type { Scalar } from './condition.ts';
import { filterFault } from './filter-fault.ts';

const LONGEST_STRING = 1_024;

export function scalarOf(value: unknown, path: readonly string[]): Scalar {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number' || typeof value === 'string') return orderedOf(value, path);
  throw filterFault(path, 'expected a string, a number, true, false or null');
}

/** A value with an order: a number or a string. */
export function orderedOf(value: unknown, path: readonly string[]): string | number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value !== 'string') throw filterFault(path, 'expected a string or a number');
  if (value.length > LONGEST_STRING) throw filterFault(path, `expected at most ${LONGEST_STRING} characters`);
  if (!isPlainText(value)) throw filterFault(path, NO_PLAIN_TEXT);
  return value;
}
