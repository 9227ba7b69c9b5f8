import type { PublicOperation } from '@mesh/contracts/operation';
import type { z } from 'zod';
import { exampleOf } from './example-of.ts';
import { type JsonSchema, jsonSchema, saysSomething } from './json-schema.ts';

const idempotencyKey = {
  name: 'idempotency-key',
  in: 'header',
  required: false,
  description: 'Kept for 24 hours: the same request with the same key is done once, and its answer comes again.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

const file = { type: 'string', format: 'binary' };

export function parametersOf({ params, query, headers }: PublicOperation, isOnce: boolean): object[] {
  return [
    ...fields('path', params),
    ...fields('query', query),
    ...fields('header', headers),
    ...(isOnce ? [idempotencyKey] : []),
  ];
}

/** `{requestBody}` where the operation takes one. */
export function bodyOf(operation: PublicOperation): { requestBody?: object } {
  const { http, body } = operation;
  const { bodyKind = 'json', mediaTypes, takesBytes } = http;
  if (bodyKind === 'upload') return { requestBody: uploadOf(mediaTypes ?? ['application/octet-stream']) };
  if (bodyKind === 'text') {
    const content = (mediaTypes ?? ['text/plain']).map((type) => [type, { schema: { type: 'string' } }]);
    const others = takesBytes && { '*/*': { schema: file } };
    return { requestBody: { required: !others, content: { ...Object.fromEntries(content), ...others } } };
  }
  const schema = jsonSchema(body, 'input');
  if (!['POST', 'PUT', 'PATCH'].includes(http.method) || !saysSomething(schema)) return {};
  const required = !body.safeParse({}).success;
  return { requestBody: { required, content: { 'application/json': { schema, example: exampleOf(schema) } } } };
}

function uploadOf(mediaTypes: readonly string[]): object {
  const form = { schema: { type: 'object', required: ['file'], properties: { file } } };
  const raw = mediaTypes.map((type) => [type, { schema: file }]);
  return { required: true, content: { ...Object.fromEntries(raw), 'multipart/form-data': form } };
}

/** The parameters of one place, such as the query. */
export function fields(place: 'path' | 'query' | 'header', schema: z.ZodType): object[] {
  const { properties = {}, required = [] } = jsonSchema(schema, 'input');
  return Object.entries(properties as Record<string, JsonSchema>).map(([field, { description, ...rest }]) => ({
    name: field,
    in: place,
    required: place === 'path' || (required as string[]).includes(field),
    ...(typeof description === 'string' && { description }),
    schema: place === 'query' ? inAnAddress(rest) : rest,
  }));
}

/** In an address a number is written in digits, so the schema accepts a text of digits as well. */
function inAnAddress(schema: JsonSchema): JsonSchema {
  const { anyOf: choices, ...rest } = schema;
  const [number] = (Array.isArray(choices) ? choices : []) as JsonSchema[];
  return number?.['type'] === 'integer' ? { ...rest, ...number } : schema;
}
