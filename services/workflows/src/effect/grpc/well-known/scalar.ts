import type { Json } from '@mesh/jq/json';
import type { Field } from 'protobufjs';

const isDecimal = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const notFinite = new Set<Json>(['NaN', 'Infinity', '-Infinity']);
const ofSixtyFourBits = /64$/;
const BYTES_OF_LONG = 8;
/** Nine digits distinguish any two floats. */
const MOST_DIGITS = 9;

/** Whether the value is a number, or the text of one, that a `double` or `float` can hold. */
export function isNumber(type: string, value: Json): boolean {
  if (notFinite.has(value)) return true;
  if (typeof value === 'string' ? !isDecimal.test(value) : typeof value !== 'number') return false;
  return Number.isFinite(type === 'float' ? Math.fround(Number(value)) : Number(value));
}

/** Base64 as protobufjs reads it, in either alphabet (RFC 4648, 4 and 5). */
export function toScalar(type: string, value: Json): Json {
  return type === 'bytes' && typeof value === 'string' ? value.replaceAll('-', '+').replaceAll('_', '/') : value;
}

/** A float with the fewest digits that identify it: 0.1, and not the nearest double. */
export function ofScalar(type: string, value: Json): Json {
  if (type !== 'float' || typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  for (let digits = 1; digits < MOST_DIGITS; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return shorter;
  }
  return Number(value.toPrecision(MOST_DIGITS));
}

/** A boolean key of a map as protobufjs has it, which takes any text but the empty one for true. */
export function toKey(type: string, name: string): string {
  return type === 'bool' && name === 'false' ? '' : name;
}

/** protobufjs leaves integer keys of 64 bits as their bytes, lowest first, and an unset one as `0`. */
export function ofKey(type: string, name: string): string {
  if (!ofSixtyFourBits.test(type) || name.length !== BYTES_OF_LONG) return name;
  const bits = [...name].reduceRight((sum, byte) => (sum << 8n) | BigInt(byte.charCodeAt(0)), 0n);
  return String(/^u|^fixed/.test(type) ? bits : BigInt.asIntN(64, bits));
}

/** A key of a map. */
export function keyTypeOf(field: Field): string {
  return (field as { keyType?: string }).keyType ?? 'string';
}
