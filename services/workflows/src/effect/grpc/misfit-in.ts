import { isObject, type Json } from '@mesh/jq/json';
import type { Enum, Field, Type } from 'protobufjs';

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
/** It holds messages of any type, and names which. */
const ANY = '.google.protobuf.Any';

/** The first field of a message that it does not have, or whose value would become another; undefined where there is none. */
export function misfitIn(type: Type, given: Json, place = ''): string | undefined {
  if (type.fullName === ANY) return undefined;
  if (!isObject(given)) return `${place} is no message`;
  for (const [name, value] of Object.entries(given)) {
    const field = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
    if (!field) return `there is no field ${place}${name}`;
    const misfit = value === null ? undefined : misfitOf(field.resolve(), value, `${place}${name}`);
    if (misfit !== undefined) return misfit;
  }
  return undefined;
}

function misfitOf(field: Field, value: Json, place: string): string | undefined {
  if (!field.map && !field.repeated) return misfitOfOne(field, value, place);
  const fits = field.map ? isObject(value) : Array.isArray(value);
  if (!fits) return `${place} is no ${field.map ? 'map' : 'list'}`;
  for (const [name, one] of Object.entries(value as Readonly<Record<string, Json>>)) {
    const misfit = misfitOfOne(field, one, `${place}.${name}`);
    if (misfit !== undefined) return misfit;
  }
  return undefined;
}

function misfitOfOne({ type, resolvedType }: Field, value: Json, place: string): string | undefined {
  if (resolvedType && 'fields' in resolvedType) return misfitIn(resolvedType, value, `${place}.`);
  const fits = resolvedType ? isOf(resolvedType, value) : isScalar(type, value);
  return fits ? undefined : `${place} is no ${type}`;
}

function isOf({ values }: Enum, value: Json): boolean {
  return typeof value === 'string' ? Object.hasOwn(values, value) : Number.isInteger(value);
}

function isScalar(type: string, value: Json): boolean {
  if (type === 'bool') return typeof value === 'boolean';
  const range = integers[type];
  if (!range) return typeof value !== 'object' || type === 'bytes'; // which may be a list of numbers
  if (!/^-?\d+$/.test(String(value))) return false;
  const whole = BigInt(String(value));
  return whole >= range[0] && whole <= range[1];
}
