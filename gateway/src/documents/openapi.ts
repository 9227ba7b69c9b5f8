import type { Operation } from '@mesh/contracts/operation';
import { operations } from '@mesh/contracts/operations';
import { z } from 'zod';

/** OpenAPI 3.1 of every operation with an HTTP face. */
export const openapi = {
  openapi: '3.1.0',
  info: { title: 'Automatos Mesh', version: '1' },
  security: [{ apiKey: [] }],
  components: { securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' } } },
  paths: pathsOf(operations),
};

function pathsOf(all: readonly Operation[]): Record<string, Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of all) {
    if (!operation.http) continue;
    const { path, method } = operation.http;
    paths[path] = { ...paths[path], [method.toLowerCase()]: spelled(operation, operation.http) };
  }
  return paths;
}

function spelled(operation: Operation, http: NonNullable<Operation['http']>): object {
  const status = typeof http.status === 'function' ? 200 : http.status;
  const types = http.bodyKind === 'text' ? (http.mediaTypes ?? ['text/plain']) : ['application/json'];
  const schema = http.bodyKind === 'text' ? { type: 'string' } : jsonSchema(operation.body, 'input');
  const output = { 'application/json': { schema: jsonSchema(operation.output, 'output') } };
  return {
    operationId: operation.name,
    tags: [operation.service],
    summary: operation.summary,
    parameters: [
      ...fields('path', operation.params),
      ...fields('query', operation.query),
      ...fields('header', operation.headers),
    ],
    ...(['POST', 'PUT', 'PATCH'].includes(http.method) && {
      requestBody: { content: Object.fromEntries(types.map((type) => [type, { schema }])) },
    }),
    responses: {
      [status]: { description: 'Done.', ...(status === 204 ? {} : { content: output }) },
      default: {
        description: 'A problem document.',
        content: { 'application/problem+json': { schema: { type: 'object' } } },
      },
    },
  };
}

function fields(place: 'path' | 'query' | 'header', schema: z.ZodType): object[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: field,
  }));
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): unknown {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' });
}
