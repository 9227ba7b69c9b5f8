import { VALUE_BYTES } from '@mesh/contracts/value-bytes';
import { isArray, type Json, type JsonObject } from '@mesh/jq/json';

/** Values with more bytes of JSON are stored in the bucket, and their rows hold a reference. */
export const LARGE_BYTES = 256 * 1_024;
/** Largest value in bytes of JSON. */
export const MOST_BYTES = VALUE_BYTES;

/** UTF-8 needs at most 3 bytes per UTF-16 unit. */
const MOST_PER_UNIT = 3;
/** JSON needs at most 6 characters per unit, as in `\u0001`. */
const MOST_ESCAPED = 6;
const LONGEST_NUMBER = 25;

/** Whether a JSON text is too long for its row. */
export function isLong(text: string): boolean {
  if (text.length > LARGE_BYTES) return true;
  return text.length * MOST_PER_UNIT > LARGE_BYTES && Buffer.byteLength(text) > LARGE_BYTES;
}

/** Whether a value has more than `most` bytes of JSON. */
export function isLongerThan(value: Json, most: number): boolean {
  return leastBytesWithin(value, most) === undefined;
}

/**
 * Lower bound of a value's bytes of JSON; undefined if it has more than `most`. The value is serialized only if an estimate
 * leaves a doubt.
 */
export function leastBytesWithin(value: Json, most: number): number | undefined {
  const size: Size = { least: 0, most: 0 };
  measure(value, size, most);
  if (size.least > most) return undefined;
  return size.most > most && Buffer.byteLength(JSON.stringify(value)) > most ? undefined : size.least;
}

/** Lower bound of a value's bytes of JSON. Stops counting past `enough`. */
export function leastBytes(value: Json, enough: number): number {
  const size: Size = { least: 0, most: 0 };
  measure(value, size, enough);
  return size.least;
}

type Size = { least: number; most: number };

function measure(value: Json, size: Size, enough: number): void {
  if (typeof value === 'string') addText(size, value);
  else if (typeof value !== 'object' || value === null) add(size, 1, LONGEST_NUMBER);
  else {
    add(size, 2, 2);
    measureParts(value, size, enough);
  }
}

/** Allocates nothing per element, since an array may have millions. */
function measureParts(value: readonly Json[] | JsonObject, size: Size, enough: number): void {
  if (isArray(value)) {
    for (let at = 0; at < value.length && size.least <= enough; at++) measurePart(value[at] ?? null, size, enough);
    return;
  }
  for (const name of Object.keys(value)) {
    if (size.least > enough) return;
    addText(size, name);
    measurePart(value[name] ?? null, size, enough);
  }
}

function measurePart(part: Json, size: Size, enough: number): void {
  add(size, 0, 2); // colon and comma
  measure(part, size, enough);
}

function addText(size: Size, { length }: string): void {
  add(size, length + 2, length * MOST_ESCAPED + 2);
}

function add(size: Size, least: number, most: number): void {
  size.least += least;
  size.most += most;
}
