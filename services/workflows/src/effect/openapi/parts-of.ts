import { isObject, type Json } from '@mesh/jq/json';
import { z } from 'zod';
import { textOf } from '../../expression/text-of.ts';
import { standardFault } from '../../workflow-fault.ts';
import { type Fields, fieldsOf } from '../document-fields.ts';
import { isAsJson } from './accepted-types.ts';
import type { Part } from './multipart.ts';
import { isStyled, writtenFields } from './written-parameter.ts';

/** The media type of unknown bytes. */
export const BYTES = 'application/octet-stream';
/** What of a schema determines how a part is written. */
export const OF_PART = ['type', 'format', 'contentMediaType', 'contentEncoding'] as const;
const isText = /^(?:text\/|[^;]*\b(?:json|xml|javascript|x-www-form-urlencoded)\b)/i;
/** A file with a name or a type. */
const file = z.strictObject({
  bytes: z.string(),
  filename: z.string().optional(),
  contentType: z.string().optional(),
});

/** The form parts of a value: one per item of a list, unless the document gives the field a style. */
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

/** The first media type that the document gives for a part, unless it is a wildcard. */
function typeIn({ contentType }: Fields): string | undefined {
  return String(contentType ?? '')
    .split(',')
    .map((type) => type.trim())
    .find((type) => type !== '' && !type.includes('*'));
}

function mediaTypeOf({ contentMediaType: type }: Fields): string | undefined {
  return typeof type === 'string' ? type : undefined;
}

/** Binary media types of a body, if its schema says nothing else. */
const isOfBytes = /^(?:image|audio|video|font)\/|^application\/(?:octet-stream|pdf|zip|gzip|x-tar)\b/i;

/** Whether a whole body is bytes. One that should be text stays text. */
export function isBytesAsWhole(schema: Fields, type: string): boolean {
  if (schema['contentEncoding'] !== undefined) return false;
  if (schema['format'] === 'binary' || schema['type'] === 'file') return true;
  return schema['type'] === undefined && isOfBytes.test(type) && !isText.test(type);
}

/** Whether a schema means bytes: as in OpenAPI 3.0, as in JSON Schema, as in Swagger 2, or by a type that is never text. */
function isBytes(schema: Fields, told: string | undefined): boolean {
  if (schema['contentEncoding'] !== undefined) return false;
  const type = told ?? mediaTypeOf(schema);
  return schema['format'] === 'binary' || schema['type'] === 'file' || (type !== undefined && !isText.test(type));
}

/** A file without a name gets that of its field, since servers recognize files by a name. */
export function fileOf(name: string, value: Json, type: string): Part & { readonly content: Buffer } {
  const { success, data } = file.safeParse(isObject(value) ? value : { bytes: value });
  const bytes = success ? fromBase64(data.bytes) : undefined;
  if (!success || bytes === undefined)
    throw standardFault('validation', `${name} is a file: its bytes in base64, or {bytes, filename, contentType}`);
  return { name, content: bytes, type: data.contentType ?? type, filename: data.filename ?? name };
}

/** Undefined for invalid base64 (RFC 4648, 4), of which Node.js would decode a part. */
function fromBase64(text: string): Buffer | undefined {
  return z.base64().safeParse(text).success ? Buffer.from(text, 'base64') : undefined;
}
