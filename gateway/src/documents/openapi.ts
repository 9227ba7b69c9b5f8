import { type Operation, type PublicOperation, type Service, services } from '@mesh/contracts/operation';
import { operations } from '@mesh/contracts/operations';
import { isCreating } from '../http/is-creating.ts';
import { bodyOf, parametersOf } from './openapi-request.ts';
import { problemSchema, responsesOf } from './openapi-responses.ts';
import { streamPaths } from './openapi-streams.ts';

const about: Readonly<Record<Service, string>> = {
  gateway: 'Workspaces, keys, and what the mesh tells others.',
  credentials: 'Secrets, who has used them, and calls that are made with them.',
  workflows: 'Workflows, their executions, and what starts and feeds them.',
  plugins: 'Plugins, what is installed, and functions that are run.',
  vectors: 'Collections of points, and search in them.',
};
const text = (description: string) => ({ description, schema: { type: 'string' } });

/** OpenAPI 3.1 of every operation with an HTTP face, and of the streams. */
export function openapiOf() {
  const isPublic = (operation: Operation): operation is PublicOperation => operation.http !== undefined;
  const served = operations.filter(isPublic);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Automatos Mesh',
      version: '1',
      description: 'Workflows, credentials, plugins and vectors behind one API.',
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }, { authorization: [] }],
    tags: services.map((name) => ({ name, description: about[name] })),
    paths: pathsOf(served),
    components: {
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
        authorization: { type: 'apiKey', in: 'header', name: 'authorization', description: '`ApiKey KEY`' },
      },
      schemas: { Problem: problemSchema },
      headers: {
        RequestId: text('Names this request in the logs.'),
        TraceId: text('Names its trace.'),
        Location: text('Address of what was made.'),
        ETag: text('Send it back as `If-Match` or `If-None-Match`.'),
        RetryAfter: text('In seconds.'),
        IdempotencyReplayed: text('`true` where the kept answer of an earlier request came again.'),
      },
    },
  };
}

function pathsOf(served: readonly PublicOperation[]): Record<string, Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of served) {
    const { path, method } = operation.http;
    paths[path] = { ...paths[path], [method.toLowerCase()]: spelled(operation) };
  }
  for (const [path, methods] of Object.entries(streamPaths())) paths[path] = { ...paths[path], ...methods };
  return paths;
}

function spelled(operation: PublicOperation): object {
  const isOnce = isCreating(operation);
  return {
    operationId: operation.name,
    tags: [operation.service],
    summary: operation.summary,
    ...(operation.description && { description: operation.description }),
    'x-scope': operation.scope,
    ...(operation.scope === 'public' && { security: [] }),
    parameters: parametersOf(operation, isOnce),
    ...bodyOf(operation),
    responses: responsesOf(operation, isOnce),
  };
}
