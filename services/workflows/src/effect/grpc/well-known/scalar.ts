import type { Json } from '@mesh/jq/json';
import type { Field } from 'protobufjs';

const isDecimal = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const notFinite = new Set<Json>(['NaN', 'Infinity', '-Infinity']);
const ofSixtyFourBits = /64$/;
const BYTES_OF_LONG = 8;
/** Nine digits tell any float from its neighbours. */
const MOST_DIGITS = 9;

/** Whether a `double` or `float` is a number that it can hold, or the text of one. */
export function isNumber(type: string, value: Json): boolean {
  if (notFinite.has(value)) return true;
  if (typeof value === 'string' ? !isDecimal.test(value) : typeof value !== 'number') return false;
  return Number.isFinite(type === 'float' ? Math.fround(Number(value)) : Number(value));
}

/** Base64 as protobufjs reads it, of either alphabet (RFC 4648, 4 and 5). */
export function toScalar(type: string, value: Json): Json {
  return type === 'bytes' && typeof value === 'string' ? value.replaceAll('-', '+').replaceAll('_', '/') : value;
}

/** A float by the fewest digits that tell it: 0.1, and not the double that is nearest to it. */
export function ofScalar(type: string, value: Json): Json {
  if (type !== 'float' || typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  for (let digits = 1; digits < MOST_DIGITS; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return shorter;
  }
  return Number(value.toPrecision(MOST_DIGITS));
}

/** A key of a map as protobufjs has it, which takes any text for true but the empty one. */
export function toKey(type: string, name: string): string {
  return type === 'bool' && name === 'false' ? '' : name;
}

/** protobufjs leaves whole numbers of 64 bits that are keys as their bytes, the lowest first, and one that is not told as `0`. */
export function ofKey(type: string, name: string): string {
  if (!ofSixtyFourBits.test(type) || name.length !== BYTES_OF_LONG) return name;
  const bits = [...name].reduceRight((sum, byte) => (sum << 8n) | BigInt(byte.charCodeAt(0)), 0n);
  return String(/^u|^fixed/.test(type) ? bits : BigInt.asIntN(64, bits));
}

/** Of a map. */
export function keyTypeOf(field: Field): string {
  return (field as { keyType?: string }).keyType ?? 'string';
}
