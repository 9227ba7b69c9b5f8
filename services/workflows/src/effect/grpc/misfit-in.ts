import { isObject, type Json } from '@mesh/jq/json';
import type { Enum, Field, Type } from 'protobufjs';
import { heldType, isAny, isType } from './well-known/any.ts';
import { fieldOf } from './well-known/field-name.ts';
import { isNumber, keyTypeOf } from './well-known/scalar.ts';

type Range = readonly [least: bigint, most: bigint];
const signed = (bits: bigint): Range => [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
const unsigned = (bits: bigint): Range => [0n, 2n ** bits - 1n];
const integers: Readonly<Record<string, Range>> = {
  int32: signed(32n),
  sint32: signed(32n),
  sfixed32: signed(32n),
  uint32: unsigned(32n),
  fixed32: unsigned(32n),
  int64: signed(64n),
  sint64: signed(64n),
  sfixed64: signed(64n),
  uint64: unsigned(64n),
  fixed64: unsigned(64n),
};

/** The first field of a message that does not exist, or whose value would be changed; undefined if there is none. */
export function misfitIn(type: Type, given: Json, place = ''): string | undefined {
  if (!isObject(given)) return `${place.replace(/\.$/, '')} is no ${type.name}`;
  if (isAny(type) && '@type' in given) return misfitInAny(type, given, place);
  for (const [name, value] of Object.entries(given)) {
    const field = fieldOf(type, name);
    if (!field) return `there is no field ${place}${name}`;
    const misfit = value === null ? undefined : misfitOf(field.resolve(), value, `${place}${name}`);
    if (misfit !== undefined) return misfit;
  }
  for (const { oneof } of type.oneofsArray) {
    const [one, other] = oneof.filter((name) => (given[name] ?? null) !== null);
    if (other !== undefined) return `${place}${one} and ${place}${other} are told, of which a message has one`;
  }
  return undefined;
}

function misfitInAny(type: Type, { '@type': url, ...held }: Readonly<Record<string, Json>>, place: string) {
  const found = heldType(type, url);
  return found ? misfitIn(found, held, place) : `${place}@type is no message of the proto: ${url}`;
}

function misfitOf(field: Field, value: Json, place: string): string | undefined {
  if (!field.map && !field.repeated) return misfitOfOne(field, value, place);
  const fits = field.map ? isObject(value) : Array.isArray(value);
  if (!fits) return `${place} is no ${field.map ? 'map' : 'list'}`;
  for (const [name, one] of Object.entries(value as Readonly<Record<string, Json>>)) {
    if (field.map && !isKey(keyTypeOf(field), name)) return `${place} has a key ${name} that is none`;
    const misfit = misfitOfOne(field, one, `${place}.${name}`);
    if (misfit !== undefined) return misfit;
  }
  return undefined;
}

function misfitOfOne({ type, resolvedType }: Field, value: Json, place: string): string | undefined {
  if (isType(resolvedType)) return misfitIn(resolvedType, value, `${place}.`);
  const fits = resolvedType ? isOf(resolvedType, value) : isScalar(type, value);
  return fits ? undefined : `${place} is no ${type}`;
}

function isOf({ values }: Enum, value: Json): boolean {
  return typeof value === 'string' ? Object.hasOwn(values, value) : isScalar('int32', value);
}

/** Boolean keys as protobufjs takes them, which reads every text but the empty one as true. */
function isKey(type: string, name: string): boolean {
  return type === 'bool' ? name === 'true' || name === '' : isScalar(type, name);
}

function isScalar(type: string, value: Json): boolean {
  if (type === 'bool') return typeof value === 'boolean';
  if (type === 'string') return value !== null && typeof value !== 'object';
  if (type === 'bytes') return Array.isArray(value) || (typeof value === 'string' && /^[\w+/-]*={0,2}$/.test(value));
  const range = integers[type];
  if (!range) return isNumber(type, value);
  const isWhole = typeof value === 'string' ? /^-?\d+$/.test(value) : Number.isInteger(value);
  if (!isWhole) return false;
  const whole = BigInt(value as string | number);
  return whole >= range[0] && whole <= range[1];
}
