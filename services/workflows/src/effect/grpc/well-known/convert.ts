import { isObject, type Json } from '@mesh/jq/json';
import type { Field, Type } from 'protobufjs';
import { fieldName } from './field-name.ts';
import type { Fields, Form } from './form.ts';
import { forms } from './forms.ts';

/** It holds a message of any type, which `@type` names. */
const ANY = '.google.protobuf.Any';
const VALUE = '.google.protobuf.Value';
type Convert = (type: Type, json: Json) => Json;

/** A message as proto3 writes it in JSON, made to its fields. What is not written so stays as it is, as fields themselves do. */
export function toFields(type: Type, json: Json): Json {
  const form = forms.get(type.fullName);
  if (form) return form.read(json) ?? json;
  return isObject(json)
    ? inside(type, named(type, json), toFields, (inner, held) => inner.read(held['value'] ?? null) ?? held)
    : json;
}

/** Fields by their names in the proto: in JSON they have others beside (`userId` of `user_id`). */
function named(type: Type, fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([told, one]) => [fieldName(type, told, fields), one]));
}

/** The fields of a message, written as proto3 does. */
export function toJson(type: Type, json: Json): Json {
  if (!isObject(json)) return json;
  const form = forms.get(type.fullName);
  return form ? form.write(json) : inside(type, json, toJson, (inner, held) => ({ value: inner.write(held) }));
}

/** Converts what the fields of a message hold; of `Any`, the message that it holds, which is its `value` where it has a form. */
function inside(type: Type, fields: Fields, convert: Convert, held: (form: Form, fields: Fields) => Fields): Fields {
  if (type.fullName !== ANY) {
    const converted = Object.entries(fields).map(([name, one]) => [name, ofField(type.fields[name], one, convert)]);
    return Object.fromEntries(converted);
  }
  const { '@type': url, ...rest } = fields;
  const found = typeof url === 'string' ? type.root.lookup(url.slice(url.lastIndexOf('/') + 1)) : null;
  if (url === undefined || !isType(found)) return fields;
  const form = forms.get(found.fullName);
  return { '@type': url, ...(form ? held(form, rest) : (convert(found, rest) as Fields)) };
}

function ofField(field: Field | undefined, json: Json, convert: Convert): Json {
  const type = field?.resolve().resolvedType;
  if (!field || !isType(type)) return json;
  if (json === null && (type.fullName !== VALUE || field.repeated || field.map)) return null; // it is not there
  if (field.repeated) return Array.isArray(json) ? json.map((one) => convert(type, one)) : json;
  if (!field.map) return convert(type, json);
  if (!isObject(json)) return json;
  return Object.fromEntries(Object.entries(json).map(([name, one]) => [name, convert(type, one)]));
}

function isType(found: unknown): found is Type {
  return typeof found === 'object' && found !== null && 'fields' in found;
}
