import type { Budget } from '../budget.ts';
import { isArray, type Json, type JsonObject } from '../json.ts';
import { raise } from '../raised.ts';
import { codePointLength, unitOffset } from './code-points.ts';
import { own } from './objects.ts';

/** The first index and the index after the last: the start rounds down, the end up, negative ones count from the end. */
export function sliceBounds(slice: JsonObject, length: number): { start: number; end: number } {
  const from = indexOr(own(slice, 'start'), 0);
  const to = indexOr(own(slice, 'end'), length);
  const start = Math.floor(clamp(Number.isNaN(from) ? 0 : from < 0 ? from + length : from, length));
  const end = Math.ceil(clamp(Number.isNaN(to) ? length : to < 0 ? to + length : to, length));
  return { start, end: Math.max(start, end) };
}

export function sliceOf(run: Budget, value: readonly Json[] | string, slice: JsonObject): Json {
  if (isArray(value)) {
    const { start, end } = sliceBounds(slice, value.length);
    run.takeItems(end - start);
    return value.slice(start, end);
  }
  run.scan(value.length);
  const { start, end } = sliceBounds(slice, codePointLength(value));
  const unit = unitOffset(value, start);
  const text = value.slice(unit, unitOffset(value, end, { unit, point: start }));
  run.takeText(text.length);
  return text;
}

function indexOr(index: Json | undefined, otherwise: number): number {
  if (index === null) return otherwise;
  return typeof index === 'number' ? index : raise('Array/string slice indices must be integers');
}

const clamp = (index: number, length: number): number => Math.min(Math.max(index, 0), length);
