import asyncapi from '@asyncapi/specs';
import { events } from '@mesh/contracts/events';
import { codes } from '@mesh/contracts/mesh-error';
import { operations } from '@mesh/contracts/operations';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv, type AnySchema } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, expect, test } from 'vitest';
import { addDocuments } from '../src/documents/add-documents.ts';
import { asyncapiOf } from '../src/documents/asyncapi.ts';
import { openapiOf } from '../src/documents/openapi.ts';
import { isCreating } from '../src/http/is-creating.ts';
import { testApp } from './test-app.ts';

const app = testApp({ routes: [addDocuments] });
afterAll(() => app.close());

test('openapi.json is valid OpenAPI 3.1 and has every operation', async () => {
  const answer = await app.inject('/openapi.json');
  expect(answer.headers['content-type']).toContain('application/json');
  const told = answer.json();
  expect(await new Validator().validate(told)).toEqual({ valid: true });
  const served = Object.values(told.paths).flatMap((methods) => Object.values(methods as object));
  const names = served.map(({ operationId }) => operationId);
  expect(names).toEqual(expect.arrayContaining(operations.filter(({ http }) => http).map(({ name }) => name)));
});

test('openapi.json has the streams, and the page has no form that would wait for their end', async () => {
  const { paths } = openapiOf() as { paths: Record<string, Record<string, Record<string, unknown>>> };
  const { post, get: events } = paths['/v1/events'] ?? {};
  const journal = paths['/v1/executions/{executionId}/events']?.['get'];
  expect([post, events, journal].map((told) => told?.['x-scope'])).toEqual([
    'events:write',
    'events:read',
    'executions:read',
  ]);
  for (const told of [events, journal])
    expect(told?.['responses']).toHaveProperty(['200', 'content', 'text/event-stream']);
  expect((await app.inject('/docs')).body).not.toContain('data-method="GET" data-path="/v1/events"');
});

test('every reference of openapi.json leads somewhere', () => {
  const document = openapiOf();
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/([^"]+)"/g)].map(
    ([, path]) => path,
  );
  expect(references.length).toBeGreaterThan(100);
  const found = (path: string) =>
    path.split('/').reduce<unknown>((at, step) => (at as Record<string, unknown>)?.[step], document.components);
  for (const path of new Set(references)) expect(found(path ?? ''), path).toBeDefined();
});

test('schemas of openapi.json are whole: programs that make clients of it follow no reference inside one', () => {
  const references = [...JSON.stringify(openapiOf()).matchAll(/"\$(?:ref|defs|id)":"?([^"]+)/g)].map(([, to]) => to);
  expect(references.filter((to) => !to?.startsWith('#/components/'))).toEqual([]);
});

test('each example of openapi.json is one of what its schema describes', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const wrong: string[] = [];
  let count = 0;
  const look = (value: unknown, place: string) => {
    if (typeof value !== 'object' || value === null) return;
    const { schema, example } = value as { schema?: AnySchema; example?: unknown };
    if (schema !== undefined && example !== undefined) {
      count += 1;
      if (!ajv.validate(schema, example)) wrong.push(`${place}: ${ajv.errorsText()}`);
    }
    for (const [name, one] of Object.entries(value)) look(one, `${place}/${name}`);
  };
  look(openapiOf().paths, '');
  expect(wrong).toEqual([]);
  expect(count).toBeGreaterThan(100);
});

test('every operation tells its refusals, and a creating one takes Idempotency-Key', () => {
  const { paths } = openapiOf();
  for (const operation of operations) {
    if (!operation.http) continue;
    const { path, method } = operation.http;
    const told = paths[path]?.[method.toLowerCase()] as {
      responses: object;
      parameters: { name: string }[];
    };
    const always = ['400', ...(operation.scope === 'public' ? [] : ['401']), '500', '503', '504'];
    expect(Object.keys(told.responses)).toEqual(expect.arrayContaining(always));
    const keys = told.parameters.filter(({ name }) => name === 'idempotency-key');
    if (isCreating(operation)) expect(keys, operation.name).toHaveLength(1);
  }
});

test('an operation tells each status that it may succeed with, and 304 where it has an ETag', () => {
  const paths = openapiOf().paths as Record<string, Record<string, { responses: object }>>;
  const told = (path: string, method: string) =>
    Object.keys(paths[path]?.[method]?.responses ?? {}).filter((status) => status < '400');
  expect(told('/v1/workflows', 'post')).toEqual(['200', '201']);
  expect(told('/v1/workflows/{workflowId}/executions', 'post')).toEqual(['200', '202']);
  expect(told('/v1/collections/{name}', 'put')).toEqual(['200', '201']);
  expect(told('/v1/collections/{name}', 'get')).toEqual(['200', '304']);
  expect(told('/v1/collections/{name}/points/{id}', 'get')).toEqual(['200', '304']);
  expect(told('/v1/plugins/{name}/versions/{version}/download', 'get')).toEqual(['200', '304']);
  expect(told('/v1/collections/{name}', 'delete')).toEqual(['204']);
});

test('how many items a list gives is a number', () => {
  const paths = openapiOf().paths as Record<string, Record<string, { parameters: { name: string }[] }>>;
  const told = paths['/v1/executions']?.['get']?.parameters.find(({ name }) => name === 'limit');
  expect(told).toMatchObject({ in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100 } });
});

test('asyncapi.json is valid AsyncAPI 3.0 and has every event', async () => {
  const told = (await app.inject('/asyncapi.json')).json();
  const validate = new Ajv({ strict: false, validateFormats: false, meta: false, validateSchema: false }).compile({
    ...asyncapi.schemas['3.0.0'],
  } as AnySchema);
  expect(validate(told), JSON.stringify(validate.errors)).toBe(true);
  expect(Object.keys(told.channels)).toHaveLength(events.length);
  expect(asyncapiOf().channels['credentials-credential-created']).toMatchObject({
    address: 'event.{workspaceId}.credentials.credential.created',
  });
});

test('events of users may have data of any media type, all others have JSON', () => {
  for (const event of events) {
    const { messages } = asyncapiOf([event]).channels[event.topic.replaceAll('.', '-')] as {
      messages: Record<string, { contentType: string }>;
    };
    const types = Object.values(messages).map(({ contentType }) => contentType);
    const ofUsers = ['workflows.event.received', 'workflows.event.emitted'].includes(event.topic);
    expect(types, event.topic).toEqual(['application/json', ...(ofUsers ? ['application/octet-stream'] : [])]);
  }
});

test('the page of the documentation loads nothing from elsewhere and has a form for every operation', async () => {
  const answer = await app.inject('/docs');
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(answer.headers['content-security-policy']).toContain("script-src 'self'");
  expect(answer.headers['content-security-policy']).not.toContain('unsafe');
  expect(answer.body).not.toMatch(/(src|href)="(https?:)?\/\//);
  expect(answer.body).not.toMatch(/<script>|style="|onclick=/);
  expect(answer.body.match(/<form /g)?.length).toBeGreaterThanOrEqual(operations.filter(({ http }) => http).length);
  for (const [, file] of answer.body.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g))
    expect((await app.inject(file ?? '')).statusCode).toBe(200);
});

test.each([...codes])('the problem %s is explained to a program and to a person', async (code) => {
  const told = await app.inject(`/problems/${code}`);
  expect(told.json()).toMatchObject({ code, status: expect.any(Number), advice: expect.stringMatching(/\.$/) });
  const shown = await app.inject({ url: `/problems/${code}`, headers: { accept: 'text/html,*/*' } });
  expect(shown.headers['content-type']).toContain('text/html');
});

test('a problem that there is none of is not found', async () => {
  expect((await app.inject('/problems/nonsense')).statusCode).toBe(404);
  expect((await app.inject('/problems/toString')).statusCode).toBe(404);
});
