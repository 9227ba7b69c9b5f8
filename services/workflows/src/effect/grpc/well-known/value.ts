import { isObject, type Json } from '@mesh/jq/json';
import type { Fields, Form } from './form.ts';

/** Any JSON. */
export const value: Form = { read: kindOf, write: jsonOf };

/** An object. */
export const struct: Form = {
  read: (written) => (isObject(written) ? structOf(written) : undefined),
  write: objectOf,
};

/** An array. */
export const list: Form = {
  read: (written) => (Array.isArray(written) ? { values: written.map(kindOf) } : undefined),
  write: arrayOf,
};

function kindOf(json: Json): Fields {
  if (json === null) return { nullValue: 'NULL_VALUE' };
  if (typeof json === 'string') return { stringValue: json };
  if (typeof json === 'number') return { numberValue: json };
  if (typeof json === 'boolean') return { boolValue: json };
  return Array.isArray(json) ? { listValue: { values: json.map(kindOf) } } : { structValue: structOf(json as Fields) };
}

function structOf(object: Fields): Fields {
  return { fields: Object.fromEntries(Object.entries(object).map(([name, one]) => [name, kindOf(one)])) };
}

/** A value without a kind is null. */
function jsonOf({ structValue, listValue, stringValue, numberValue, boolValue }: Fields): Json {
  if (isObject(structValue ?? null)) return objectOf(structValue as Fields);
  if (isObject(listValue ?? null)) return arrayOf(listValue as Fields);
  return stringValue ?? numberValue ?? boolValue ?? null;
}

function objectOf({ fields }: Fields): Json {
  const named = Object.entries((fields ?? {}) as Readonly<Record<string, Fields>>);
  return Object.fromEntries(named.map(([name, one]) => [name, jsonOf(one)]));
}

function arrayOf({ values }: Fields): Json {
  return ((values ?? []) as Fields[]).map(jsonOf);
}
