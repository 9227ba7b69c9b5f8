import { isObject, type Json } from '@mesh/jq/json';
import type { Field, Type } from 'protobufjs';
import { heldType, isAny, isType } from './any.ts';
import { fieldName, fieldOf } from './field-name.ts';
import type { Fields, Form } from './form.ts';
import { forms } from './forms.ts';
import { keyTypeOf, ofKey, ofScalar, toKey, toScalar } from './scalar.ts';

const VALUE = '.google.protobuf.Value';
/** Direction: JSON to fields of messages, or back. */
type Way = {
  readonly message: (type: Type, json: Json) => Json;
  /** The field of `Any` with a message that has a JSON form of its own. */
  readonly held: (form: Form, fields: Fields) => Fields;
  readonly scalar: (type: string, json: Json) => Json;
  readonly key: (type: string, name: string) => string;
};
const reading: Way = {
  message: toFields,
  held: (form, fields) => form.read(fields['value'] ?? null) ?? fields,
  scalar: toScalar,
  key: toKey,
};
const writing: Way = {
  message: toJson,
  held: (form, fields) => ({ value: form.write(fields) }),
  scalar: ofScalar,
  key: ofKey,
};

/** Converts the proto3 JSON of a message to its fields. A value in another form stays as it is, as fields themselves do. */
export function toFields(type: Type, json: Json): Json {
  const form = forms.get(type.fullName);
  if (form) return form.read(json) ?? json;
  return isObject(json) ? inside(type, named(type, json), reading) : json;
}

/** Returns fields by their names in the proto; their names in JSON differ (`userId` for `user_id`). */
function named(type: Type, fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([told, one]) => [fieldName(type, told, fields), one]));
}

/** Converts the fields of a message to proto3 JSON. */
export function toJson(type: Type, json: Json): Json {
  if (!isObject(json)) return json;
  const form = forms.get(type.fullName);
  return form ? form.write(json) : inside(type, json, writing);
}

/**
 * Converts the values in a message's fields; in `Any`, the message that it holds, which is in its `value` if it has a form of its
 * own.
 */
function inside(type: Type, fields: Fields, way: Way): Fields {
  if (!isAny(type)) {
    const converted = Object.entries(fields).map(([name, one]) => [name, ofField(fieldOf(type, name), one, way)]);
    return Object.fromEntries(converted);
  }
  const { '@type': url, ...rest } = fields;
  const found = heldType(type, url);
  if (url === undefined || !found) return fields;
  const form = forms.get(found.fullName);
  return { '@type': url, ...(form ? way.held(form, rest) : (way.message(found, rest) as Fields)) };
}

function ofField(field: Field | undefined, json: Json, way: Way): Json {
  if (!field) return json;
  const { resolvedType: type } = field.resolve();
  if (json === null && (!isType(type) || type.fullName !== VALUE || field.repeated || field.map)) return null; // it is unset
  const one = (given: Json) => (isType(type) ? way.message(type, given) : type ? given : way.scalar(field.type, given));
  if (field.repeated) return Array.isArray(json) ? json.map(one) : json;
  if (!field.map) return one(json);
  if (!isObject(json)) return json;
  const keyType = keyTypeOf(field);
  return Object.fromEntries(Object.entries(json).map(([name, given]) => [way.key(keyType, name), one(given)]));
}
