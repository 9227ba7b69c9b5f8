/** A value as jq knows it. Numbers are doubles; inside an evaluation they may be NaN or infinite. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

export type Kind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

export const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Everything but `null` and `false` counts as true. */
export const isTrue = (value: Json): boolean => value !== null && value !== false;

export function kindOf(value: Json): Kind {
  if (value === null) return 'null';
  const type = typeof value;
  if (type !== 'object') return type as Kind;
  return Array.isArray(value) ? 'array' : 'object';
}
