import { expect, test } from 'vitest';
import { addressesIn } from '../../src/effect/openapi/bundle.ts';
import type { Answer, Stranger } from '../conformance/strangers.ts';
import { errorOf, outputOf, runIn } from './world.ts';

/** A host with files, and an API that tells what it is asked. */
const host =
  (files: Readonly<Record<string, Answer | string>>): Stranger =>
  ({ path, headers, body }) => {
    const file = files[path];
    if (file !== undefined) return typeof file === 'string' ? { body: file } : file;
    return path.startsWith('/api') ? { body: { path, headers, body } } : undefined;
  };
const ask = (operationId: string, parameters: string, more = '') => `
  - ask: {call: openapi, with: {document: {endpoint: ${more || 'https://docs.example/v1/openapi.yaml'}}, operationId: ${operationId}, parameters: ${parameters}}}`;

const document = `
openapi: 3.1.0
servers: [{url: /api}]
paths:
  /pets: {$ref: './paths/pets.yaml'}
  /notes: {get: {operationId: list}}
`;
const files = {
  '/v1/openapi.yaml': document,
  '/v1/paths/pets.yaml': `
post:
  operationId: addPet
  parameters:
    - {$ref: "../common.json#/parameters/trace"}
    - $ref: '#/parameters/limit'
  requestBody: {content: {application/json: {schema: {$ref: ../schemas/pet.yaml#/Pet}}}}
parameters: {limit: {name: limit, in: query}}
`,
  '/v1/common.json': JSON.stringify({ parameters: { trace: { name: 'x-trace', in: 'header' } } }),
  '/v1/schemas/pet.yaml': `
Pet: {allOf: [{$ref: '#/Named'}]}
Named: {properties: {body: {type: string}, next: {$ref: 'https://docs.example/v1/schemas/pet.yaml#/Pet'}}}
`,
};

test('what stands in other files is read from where they are, and each file is fetched once', async () => {
  const add = ask('addPet', '{limit: 3, x-trace: t, body: furry}');
  const ran = await runIn(host(files), add + ask('list', '{}').replace('ask:', 'other:'));
  expect(outputOf(ran)).toMatchObject({ path: '/api/notes' });
  const sent = ran.asked.find(({ path }) => path.startsWith('/api/pets'));
  expect(sent).toMatchObject({ path: '/api/pets?limit=3', body: '{"body":"furry"}', headers: { 'x-trace': 't' } });
  const fetched = ran.asked.map(({ path }) => path).filter((path) => path.startsWith('/v1'));
  expect(fetched.toSorted()).toEqual(Object.keys(files).toSorted());
});

test('what proves the caller goes to files of the same origin alone', async () => {
  const paths = {
    '/pets': {
      get: { operationId: 'a', parameters: [{ $ref: 'here.json#/p' }, { $ref: 'https://other.example/p.json' }] },
    },
  };
  const served = {
    '/v1/openapi.json': { body: { openapi: '3.1.0', servers: [{ url: '/api' }], paths } },
    '/v1/here.json': { body: { p: { name: 'p', in: 'query' } } },
    '/p.json': { body: { name: 'q', in: 'query' } },
  };
  const proven = '{uri: https://docs.example/v1/openapi.json, authentication: {bearer: {token: t}}}';
  const ran = await runIn(host(served), ask('a', '{p: 1, q: 2}', proven));
  expect(outputOf(ran)).toMatchObject({ path: '/api/pets?p=1&q=2' });
  const proofs = Object.fromEntries(ran.asked.map(({ path, headers }) => [path, headers.authorization]));
  expect(proofs).toMatchObject({ '/v1/openapi.json': 'Bearer t', '/v1/here.json': 'Bearer t', '/p.json': undefined });
});

test.each([
  ['cannot be had', { status: 500 }],
  ['cannot be read', 'a: [b'],
])('a file that %s harms those operations alone that need it', async (_what, file) => {
  const paths = `
  /away: {get: {operationId: away, parameters: [{$ref: 'p.yaml#/p'}]}}`;
  const broken = host({ '/v1/openapi.yaml': document.replace(/\n.*paths\/pets.yaml'}/, paths), '/v1/p.yaml': file });
  expect(outputOf(await runIn(broken, ask('list', '{}')))).toMatchObject({ path: '/api/notes' });
  expect(errorOf(await runIn(broken, ask('away', '{}')))).toMatchObject({
    type: expect.stringMatching(/configuration$/),
    detail: 'the document refers to p.yaml#/p, which is not in it',
  });
});

test('no more than so many files are fetched for a document', async () => {
  const many = Array.from({ length: 70 }, (_, n) => ({ $ref: `p${n}.json` }));
  const paths = {
    '/notes': { get: { operationId: 'list' } },
    '/many': { get: { operationId: 'many', parameters: many } },
  };
  const served: Stranger = (asked) => {
    if (asked.path === '/v1/openapi.yaml') return { body: { openapi: '3.1.0', servers: [{ url: '/api' }], paths } };
    return asked.path.startsWith('/v1') ? { body: { name: 'p', in: 'query' } } : host({})(asked);
  };
  const ran = await runIn(served, ask('list', '{}'));
  expect(outputOf(ran)).toMatchObject({ path: '/api/notes' });
  expect(ran.asked.filter(({ path }) => path.startsWith('/v1/p'))).toHaveLength(64);
});

test('of references to other files so many are looked at that they hold up nobody', () => {
  const from = 'https://docs.example/v1/openapi.yaml';
  const text = Array.from({ length: 50_002 }, (_, nth) => `$ref: ${nth}.yaml#/a`);
  expect(addressesIn(text.join('\n'), from)).toHaveLength(50_000);
  expect(
    addressesIn([...text.slice(0, 2), ...text.slice(0, 2), '$ref: "#/a"', '$ref: openapi.yaml#/b'].join('\n'), from),
  ).toEqual(['https://docs.example/v1/0.yaml', 'https://docs.example/v1/1.yaml']);
});
