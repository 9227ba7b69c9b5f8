import { isObject, type Json } from '@mesh/jq/json';
import { z } from 'zod';
import { textOf } from '../../expression/text-of.ts';
import { standardFault } from '../../workflow-fault.ts';
import { type Fields, fieldsOf } from '../document-fields.ts';
import { isAsJson } from './accepted-types.ts';
import type { Part } from './multipart.ts';
import { isStyled, writtenFields } from './written-parameter.ts';

/** The type of bytes of which nothing else is known. */
export const BYTES = 'application/octet-stream';
/** What of a schema says how a part is written. */
export const OF_PART = ['type', 'format', 'contentMediaType', 'contentEncoding'] as const;
const isText = /^(?:text\/|[^;]*\b(?:json|xml|javascript|x-www-form-urlencoded)\b)/i;
/** A file whose name or type counts. */
const file = z.strictObject({
  bytes: z.string(),
  filename: z.string().optional(),
  contentType: z.string().optional(),
});

/** The parts of a form that a value is: one for each item of a list, unless the document says how the field is styled. */
export function partsOf(name: string, value: Json, given: unknown, encoding: Fields): Part[] {
  if (isStyled(encoding))
    return writtenFields(name, value, encoding).map(([field, content]) => ({ name: field, content }));
  const schema = fieldsOf(given);
  const items = fieldsOf(schema['items'] ?? schema);
  if (!Array.isArray(value)) return [partOf(name, value, schema, encoding)];
  const isJson = encoding['contentType'] !== undefined && isAsJson(String(encoding['contentType']));
  return isJson
    ? [partOf(name, value, schema, encoding)]
    : (value as Json[]).filter((one) => one !== null).map((one) => partOf(name, one, items, encoding));
}

function partOf(name: string, value: Json, schema: Fields, encoding: Fields): Part {
  const told = typeIn(encoding);
  if (isBytes(schema, told)) return fileOf(name, value, told ?? mediaTypeOf(schema) ?? BYTES);
  const isDeep = typeof value === 'object' && value !== null;
  const type = told ?? (isDeep ? 'application/json' : mediaTypeOf(schema));
  const isJsonText = typeof value === 'string' && type !== undefined && isAsJson(type) && schema['type'] === 'string';
  return { name, content: isJsonText ? JSON.stringify(value) : textOf(value), type };
}

/** The first type that the document tells of a part, where it tells one and no kind of them. */
function typeIn({ contentType }: Fields): string | undefined {
  return String(contentType ?? '')
    .split(',')
    .map((type) => type.trim())
    .find((type) => type !== '' && !type.includes('*'));
}

function mediaTypeOf({ contentMediaType: type }: Fields): string | undefined {
  return typeof type === 'string' ? type : undefined;
}

/** Media types of bytes that a body has where its schema tells nothing else. */
const isOfBytes = /^(?:image|audio|video|font)\/|^application\/(?:octet-stream|pdf|zip|gzip|x-tar)\b/i;

/** Whether a body as a whole is bytes. One that is to be a text stays what it is. */
export function isBytesAsWhole(schema: Fields, type: string): boolean {
  if (schema['contentEncoding'] !== undefined) return false;
  if (schema['format'] === 'binary' || schema['type'] === 'file') return true;
  return schema['type'] === undefined && isOfBytes.test(type) && !isText.test(type);
}

/** Bytes as OpenAPI 3.0 tells them, as JSON Schema does, as Swagger 2 does, and by a type that no text has. */
function isBytes(schema: Fields, told: string | undefined): boolean {
  if (schema['contentEncoding'] !== undefined) return false;
  const type = told ?? mediaTypeOf(schema);
  return schema['format'] === 'binary' || schema['type'] === 'file' || (type !== undefined && !isText.test(type));
}

/** Without a name of its own a file is called as its field is: servers take for files what has a name. */
export function fileOf(name: string, value: Json, type: string): Part & { readonly content: Buffer } {
  const { success, data } = file.safeParse(isObject(value) ? value : { bytes: value });
  const bytes = success ? fromBase64(data.bytes) : undefined;
  if (!success || bytes === undefined)
    throw standardFault('validation', `${name} is a file: its bytes in base64, or {bytes, filename, contentType}`);
  return { name, content: bytes, type: data.contentType ?? type, filename: data.filename ?? name };
}

/** Undefined for what is no base64 (RFC 4648, 4), which Node.js would read in part. */
function fromBase64(text: string): Buffer | undefined {
  return z.base64().safeParse(text).success ? Buffer.from(text, 'base64') : undefined;
}
