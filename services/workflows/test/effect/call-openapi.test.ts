import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { operationsOf } from '../../src/effect/openapi/operations-of.ts';
import type { Stranger } from '../conformance/strangers.ts';
import { errorOf, outputOf, runIn } from './world.ts';

const document = {
  openapi: '3.1.0',
  servers: [{ url: 'https://{region}.example/base/', variables: { region: { default: 'eu' } } }],
  components: {
    parameters: { trace: { name: 'x-trace', in: 'header', schema: { type: 'string' } } },
    requestBodies: { note: { content: { 'application/json': {} } } },
  },
  paths: {
    '/notes/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true }, { $ref: '#/components/parameters/trace' }],
      put: {
        operationId: 'putNote',
        parameters: [
          { name: 'tags', in: 'query', style: 'form', explode: true },
          { name: 'ids', in: 'query', explode: false },
          { name: 'filter', in: 'query', style: 'deepObject', explode: true },
          { name: 'session', in: 'cookie' },
        ],
        requestBody: { $ref: '#/components/requestBodies/note' },
      },
    },
    '/forms': {
      post: {
        operationId: 'sendForm',
        requestBody: { content: { 'application/x-www-form-urlencoded': {} } },
        servers: [{ url: '/here' }],
      },
    },
  },
};
const stranger: Stranger = ({ path, method, headers, body, host }) =>
  path === '/openapi.json' ? { body: document } : { body: { path, method, headers, body, host } };
const ask = (operationId: string, parameters: string, more = '') => `
  - ask: {call: openapi, with: {document: {endpoint: https://docs.example/openapi.json}, operationId: ${operationId}, parameters: ${parameters}${more}}}`;

test('each parameter goes where the document puts it, and the others are the body', async () => {
  const parameters =
    '{id: "a/b", x-trace: t1, tags: [x, y], ids: [1, 2], filter: {from: 1, to: 2}, session: s, title: hello, stars: 3}';
  const output = outputOf(await runIn(stranger, ask('putNote', parameters)));
  expect(output).toMatchObject({
    method: 'PUT',
    host: 'eu.example',
    path: '/base/notes/a%2Fb?tags=x&tags=y&ids=1,2&filter%5Bfrom%5D=1&filter%5Bto%5D=2',
    headers: { 'x-trace': 't1', cookie: 'session=s', 'content-type': 'application/json' },
    body: '{"title":"hello","stars":3}',
  });
});

describe('a large document', () => {
  /** As those of public APIs: thousands of operations, and much that no call looks at. */
  const large = (megabytes: number) => {
    const words = 'x'.repeat(1_000);
    const answers = { 200: { description: words, content: { 'application/json': { schema: { example: words } } } } };
    const others = Object.fromEntries(
      Array.from({ length: megabytes * 500 }, (_, n) => [
        `/others/${n}`,
        { get: { operationId: `o${n}`, responses: answers } },
      ]),
    );
    return { ...document, paths: { ...others, ...document.paths } };
  };
  const put = ask('putNote', '{id: a, x-trace: t1, title: hello}');

  test('of 13 MiB is read, and once for the operations of many calls', async () => {
    const text = JSON.stringify(large(13));
    expect(text.length).toBeGreaterThan(13 * 1_000 * 1_000);
    const served: Stranger = (asked) => (asked.path === '/openapi.json' ? { body: text } : stranger(asked));
    const ran = await runIn(served, put + ask('o7', '{}').replace('ask:', 'other:'));
    expect(outputOf(ran)).toMatchObject({ method: 'GET', path: '/base/others/7' });
    const [first, second, ...more] = ran.asked;
    expect([first?.path, second?.path, more.length]).toEqual(['/openapi.json', '/base/notes/a', 1]);
    expect(second).toMatchObject({ headers: { 'x-trace': 't1' }, body: '{"title":"hello"}' });
  });

  test('may begin with a byte order mark', async () => {
    const served: Stranger = (asked) =>
      asked.path === '/openapi.json' ? { body: `\uFEFF${JSON.stringify(large(1))}` } : stranger(asked);
    expect(outputOf(await runIn(served, put))).toMatchObject({ path: '/base/notes/a' });
  });

  test('may be YAML', async () => {
    const text = stringify(large(1), { aliasDuplicateObjects: false });
    const served: Stranger = (asked) => (asked.path === '/openapi.json' ? { body: text } : stranger(asked));
    expect(outputOf(await runIn(served, put))).toMatchObject({ path: '/base/notes/a', body: '{"title":"hello"}' });
  });

  test.each([
    ['of more than 32 MiB is an error', () => 'x'.repeat(33 * 1_024 * 1_024), /larger than allowed/],
    ['that is none is an error', () => `${'- a\n'.repeat(50_000)}"`, /is no JSON and no YAML/],
  ])('%s', async (_what, body, detail) => {
    expect(errorOf(await runIn(() => ({ body: body() }), put)).detail).toMatch(detail);
  });
});

test('an operation that refers to another document which is not there is an error, and harms no other', async () => {
  const paths = {
    '/away': { get: { operationId: 'away', parameters: [{ $ref: 'common.json#/trace' }] } },
    '/notes': { get: { operationId: 'list' } },
  };
  const served: Stranger = (asked) => {
    if (asked.path === '/common.json') return { status: 404 };
    return asked.path === '/openapi.json' ? { body: { ...document, paths } } : stranger(asked);
  };
  expect(outputOf(await runIn(served, ask('list', '{}')))).toMatchObject({ path: '/base/notes' });
  expect(errorOf(await runIn(served, ask('away', '{}')))).toMatchObject({
    type: expect.stringMatching(/configuration$/),
    detail: 'the document refers to common.json#/trace, which is not in it',
  });
});

test.each(['#/paths/nowhere', '#/%ff', '#/paths/~1broken'])(
  'a path that refers to %s, which is nothing, harms no other',
  async ($ref) => {
    const paths = { '/broken': { $ref }, '/notes': { get: { operationId: 'list' } } };
    const served: Stranger = (asked) =>
      asked.path === '/openapi.json' ? { body: { ...document, paths } } : stranger(asked);
    expect(outputOf(await runIn(served, ask('list', '{}')))).toMatchObject({ path: '/base/notes' });
  },
);

test('a schema that many operations share is looked through no more often than for one', () => {
  const content = { 'application/json': { schema: { $ref: '#/note' } }, 'text/plain': { schema: { $ref: '#/note' } } };
  const post = (operationId: string) => ({ post: { operationId, requestBody: { content } } });
  const lookedFor = (...names: string[]) => {
    let looked = 0;
    const note = {
      get anyOf() {
        looked += 1;
        return [{ properties: { body: {} } }];
      },
    };
    const paths = Object.fromEntries(names.map((name) => [`/${name}`, post(name)]));
    const operations = operationsOf({ note, paths });
    expect([...operations.values()].every((one) => one.split('"hasBody":true').length === 3)).toBe(true);
    return looked;
  };
  expect(lookedFor('a', 'b', 'c')).toBe(lookedFor('a'));
});

test('schemas that refer to each other in circles are read', async () => {
  const schemas = {
    a: { anyOf: [{ $ref: '#/components/schemas/b' }, { $ref: '#/components/schemas/b' }] },
    b: { allOf: [{ $ref: '#/components/schemas/a' }, { $ref: '#/components/schemas/c' }] },
    c: { properties: { body: { type: 'string' } } },
  };
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/a' } } };
  const paths = { '/notes': { post: { operationId: 'add', requestBody: { content } } } };
  const served: Stranger = (asked) =>
    asked.path === '/openapi.json' ? { body: { ...document, components: { schemas }, paths } } : stranger(asked);
  expect(outputOf(await runIn(served, ask('add', '{body: hi}')))).toMatchObject({ body: '{"body":"hi"}' });
});

test('an operation may have a method that OpenAPI 3.2 knows, or any other that the path names', async () => {
  const additionalOperations = {
    PROPFIND: { operationId: 'find' },
    TRACE: { operationId: 'echo' },
  };
  const paths = { '/notes': { query: { operationId: 'ask' }, additionalOperations } };
  const served: Stranger = (asked) =>
    asked.path === '/openapi.json' ? { body: { ...document, paths } } : stranger(asked);
  expect(outputOf(await runIn(served, ask('ask', '{}')))).toMatchObject({ method: 'QUERY', path: '/base/notes' });
  expect(outputOf(await runIn(served, ask('find', '{}')))).toMatchObject({ method: 'PROPFIND' });
  expect(errorOf(await runIn(served, ask('echo', '{}')))).toMatchObject({ status: 501 });
});

test('parameters of one name in two places have the same value where both are needed', async () => {
  const place = (where: string, required: boolean) => ({ name: 'id', in: where, required });
  const get = { operationId: 'get', parameters: [place('path', true), place('query', true), place('header', false)] };
  const named: Stranger = (asked) =>
    asked.path === '/openapi.json' ? { body: { ...document, paths: { '/notes/{id}': { get } } } } : stranger(asked);
  expect(outputOf(await runIn(named, ask('get', '{id: 7}')))).toMatchObject({ path: '/base/notes/7?id=7' });
});

test.each(['.', '..'])('%s is no part of a path, which would lead elsewhere', async (id) => {
  expect(errorOf(await runIn(stranger, ask('putNote', `{id: "${id}"}`)))).toMatchObject({ status: 400 });
});

test('body is a field of the body beside others, and where the schema has one of that name', async () => {
  const comment = { allOf: [{ $ref: 'elsewhere.json' }, { $ref: '#/components/schemas/comment' }] };
  const schemas = { comment: { type: 'object', properties: { body: { type: 'string' } } } };
  const post = { operationId: 'comment', requestBody: { content: { 'application/json': { schema: comment } } } };
  const commenting: Stranger = (asked) =>
    asked.path === '/openapi.json'
      ? { body: { ...document, components: { schemas }, paths: { '/comments': { post } } } }
      : stranger(asked);
  const sent = async (parameters: string) => outputOf(await runIn(commenting, ask('comment', parameters)));
  expect(await sent('{title: Well, body: done}')).toMatchObject({ body: '{"title":"Well","body":"done"}' });
  expect(await sent('{body: done}')).toMatchObject({ body: '{"body":"done"}' });
});

test('a body that is a text is sent as JSON where its schema is that of a text', async () => {
  const post = { operationId: 'say', requestBody: { content: { 'application/json': { schema: { type: 'string' } } } } };
  const orNull = { 'application/json': { schema: { type: ['string', 'null'] } } };
  const ask31 = { operationId: 'sayOrNot', requestBody: { content: orNull } };
  const told = {
    operationId: 'tell',
    consumes: ['application/vnd.api+json'],
    parameters: [{ name: 'it', in: 'body', schema: { type: 'string' } }],
  };
  const other = { operationId: 'other', requestBody: { content: { 'application/json': {} } } };
  const plain = { operationId: 'note', requestBody: { content: { 'text/plain': {} } } };
  const said: Stranger = (asked) => {
    if (asked.path !== '/openapi.json') return stranger(asked);
    const paths = {
      '/say': { post },
      '/tell': { post: told },
      '/other': { post: other },
      '/note': { post: plain, put: ask31 },
    };
    return { body: { ...document, paths } };
  };
  const sent = async (id: string, parameters: string) => outputOf(await runIn(said, ask(id, parameters)));
  const json = { body: '"hi"', headers: { 'content-type': 'application/json' } };
  expect(await sent('say', '{body: hi}')).toMatchObject(json);
  expect(await sent('sayOrNot', '{body: hi}')).toMatchObject(json);
  const swagger = { body: '"hi"', headers: { 'content-type': 'application/vnd.api+json' } };
  expect(await sent('tell', '{it: hi}')).toMatchObject(swagger);
  expect(await sent('other', '{body: "{}"}')).toMatchObject({ body: '{}' });
  expect(await sent('note', '{body: hi}')).toMatchObject({ body: 'hi', headers: { 'content-type': 'text/plain' } });
});

test('a body that is null is sent', async () => {
  expect(outputOf(await runIn(stranger, ask('putNote', '{id: 1, body: null}')))).toMatchObject({ body: 'null' });
});

test('body is the body as a whole, and a form is written as one', async () => {
  expect(outputOf(await runIn(stranger, ask('putNote', '{id: 1, body: [1, 2]}')))).toMatchObject({ body: '[1,2]' });
  expect(outputOf(await runIn(stranger, ask('sendForm', '{a: x y, b: 2, none: null}')))).toMatchObject({
    path: '/here/forms',
    host: 'docs.example',
    body: 'a=x+y&b=2',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
});

test('the policy of the call proves who calls, and the document is fetched once', async () => {
  const policy = ', authentication: {bearer: {token: t}}';
  const ran = await runIn(
    stranger,
    ask('putNote', '{id: 1}', policy) + ask('putNote', '{id: 2}', policy).replace('ask:', 'again:'),
  );
  expect(outputOf(ran)).toMatchObject({ headers: { authorization: 'Bearer t' } });
  expect(ran.asked.filter(({ path }) => path === '/openapi.json')).toHaveLength(1);
});

test.each([
  ['an operation that is not there', ask('none', '{}'), /configuration$/],
  ['a parameter that is missing', ask('putNote', '{tags: [a]}'), /validation$/],
  ['a document that is not there', ask('putNote', '{}').replace('openapi.json', 'gone'), /communication$/],
  ['a document in a file', ask('putNote', '{}').replace('https://docs.example', 'file://docs'), /configuration$/],
])('%s faults the task', async (_what, yaml, type) => {
  const missing: Stranger = (asked) => (asked.path === '/gone' ? undefined : stranger(asked));
  expect(errorOf(await runIn(missing, yaml)).type).toMatch(type);
});

test('Swagger 2 documents say host, base path, formData and collections in their own way', async () => {
  const swagger = {
    swagger: '2.0',
    host: 'old.example',
    basePath: '/v1',
    schemes: ['https'],
    paths: {
      '/find': {
        get: {
          operationId: 'find',
          parameters: [
            { name: 'csv', in: 'query', type: 'array' },
            { name: 'multi', in: 'query', type: 'array', collectionFormat: 'multi' },
          ],
        },
        post: { operationId: 'send', parameters: [{ name: 'thing', in: 'body', schema: {} }] },
      },
    },
  };
  const old: Stranger = (asked) => (asked.path === '/openapi.json' ? { body: swagger } : stranger(asked));
  const found = await runIn(old, ask('find', '{csv: [a, b], multi: [c, d]}'));
  expect(outputOf(found)).toMatchObject({ host: 'old.example', path: '/v1/find?csv=a,b&multi=c&multi=d' });
  expect(outputOf(await runIn(old, ask('send', '{thing: {a: 1}}')))).toMatchObject({ body: '{"a":1}' });
});

const inStyle = (style: string, explode: boolean) => ({ name: 'v', in: 'path', required: true, style, explode });

test.each([
  ['an exploded list as label', inStyle('label', true), '[3, 4]', '/.3.4'],
  ['a list as label', inStyle('label', false), '[3, 4]', '/.3,4'],
  ['an exploded object as label', inStyle('label', true), '{a: 1, b: /}', '/.a=1.b=%2F'],
  ['a text as matrix', inStyle('matrix', false), 'x y', '/;v=x%20y'],
  ['a list as matrix', inStyle('matrix', false), '[3, 4]', '/;v=3,4'],
  ['an exploded list as matrix', inStyle('matrix', true), '[3, 4]', '/;v=3;v=4'],
  ['an exploded object as matrix', inStyle('matrix', true), '{a: 1, b: 2}', '/;a=1;b=2'],
  ['JSON in a path', { name: 'v', in: 'path', content: { 'application/json': {} } }, '[3]', '/%5B3%5D'],
  [
    'JSON in a query',
    { name: 'v', in: 'query', content: { 'application/json': {} } },
    '{a: 1}',
    '?v=%7B%22a%22%3A1%7D',
  ],
  ['a list with spaces', { name: 'v', in: 'query', style: 'spaceDelimited' }, '[a, b+c]', '?v=a%20b%2Bc'],
  ['a list with commas', { name: 'v', in: 'query', explode: false }, "['a,b', c d]", '?v=a%2Cb,c%20d'],
  ['an object with commas', { name: 'v', in: 'query', explode: false }, "{R: 1, G: 'a,b'}", '?v=R,1,G,a%2Cb'],
  ['an exploded object in a query', { name: 'v', in: 'query' }, '{R: 1, G: a&b}', '?R=1&G=a%26b'],
  ['a list with pipes', { name: 'v', in: 'query', style: 'pipeDelimited' }, '[a, b]', '?v=a%7Cb'],
])('%s is written as OpenAPI says', async (_what, parameter, value, expected) => {
  const paths = { [parameter.in === 'path' ? '/{v}' : '']: { get: { operationId: 'find', parameters: [parameter] } } };
  const one: Stranger = (asked) =>
    asked.path === '/openapi.json' ? { body: { ...document, paths } } : stranger(asked);
  expect(outputOf(await runIn(one, ask('find', `{v: ${value}}`)))).toMatchObject({ path: `/base${expected}` });
});

test('a list in a form is repeated, unless the document encodes it otherwise', async () => {
  const form = { 'application/x-www-form-urlencoded': { encoding: { joined: { style: 'form', explode: false } } } };
  const paths = { '/forms': { post: { operationId: 'send', requestBody: { content: form } } } };
  const one: Stranger = (asked) =>
    asked.path === '/openapi.json' ? { body: { ...document, paths } } : stranger(asked);
  const sent = outputOf(await runIn(one, ask('send', '{tags: [a, b], joined: [1, 2], of: {c: 1}}')));
  expect(sent).toMatchObject({ body: 'tags=a&tags=b&joined=1%2C2&of=%7B%22c%22%3A1%7D' });
});

test('an object in a form is JSON, or is written in the style that the document tells', async () => {
  const encoding = {
    exploded: { style: 'form' },
    joined: { explode: false },
    json: { contentType: 'application/json' },
    list: { contentType: 'application/json' },
  };
  const form = { 'application/x-www-form-urlencoded': { encoding } };
  const paths = { '/forms': { post: { operationId: 'send', requestBody: { content: form } } } };
  const one: Stranger = (asked) =>
    asked.path === '/openapi.json' ? { body: { ...document, paths } } : stranger(asked);
  const given = '{exploded: {R: 1, G: 2}, joined: {R: 1, G: 2}, json: {R: 1}, list: [1, 2], plain: {R: 1}}';
  const { body } = outputOf(await runIn(one, ask('send', given))) as { body: string };
  expect([...new URLSearchParams(body)].map((field) => field.join('='))).toEqual([
    'R=1',
    'G=2',
    'joined=R,1,G,2',
    'json={"R":1}',
    'list=[1,2]',
    'plain={"R":1}',
  ]);
});

test.each(['Accept', 'Content-Type', 'Authorization'])('%s is no parameter of OpenAPI 3 to ask for', async (name) => {
  const parameters = [{ name, in: 'header', required: true }];
  const paths = { '/x': { get: { operationId: 'get', parameters } } };
  const of =
    (version: object): Stranger =>
    (asked) =>
      asked.path === '/openapi.json' ? { body: { ...version, paths } } : stranger(asked);
  expect(outputOf(await runIn(of({ openapi: '3.1.0' }), ask('get', '{}')))).toMatchObject({ path: '/x' });
  const told = outputOf(await runIn(of({ openapi: '3.1.0' }), ask('get', `{${name}: a/b}`)));
  expect(told).toMatchObject({ headers: { [name.toLowerCase()]: 'a/b' } });
  expect(errorOf(await runIn(of({ swagger: '2.0' }), ask('get', '{}'))).type).toMatch(/validation$/);
});

const ofTypes = (...types: string[]) => ({ content: Object.fromEntries(types.map((type) => [type, {}])) });

test.each([
  [
    'JSON before others',
    { 200: ofTypes('application/xml', 'application/json; charset=utf-8') },
    'application/json, application/xml;q=0.5, */*;q=0.1',
  ],
  ['others as the document has them', { '2XX': ofTypes('image/png', 'image/gif') }, 'image/png, image/gif, */*;q=0.1'],
  [
    'what another part of the document says',
    { default: { $ref: '#/components/responses/csv' } },
    'text/csv, */*;q=0.1',
  ],
  ['nothing where failures alone are told', { 404: ofTypes('application/json') }, undefined],
])('the answer is asked for as %s', async (_what, responses, accept) => {
  const paths = { '/x': { get: { operationId: 'get', responses } } };
  const components = { responses: { csv: ofTypes('text/csv', 'no type') } };
  const one: Stranger = (asked) =>
    asked.path === '/openapi.json' ? { body: { ...document, components, paths } } : stranger(asked);
  const { headers } = outputOf(await runIn(one, ask('get', '{}'))) as { headers: Record<string, string> };
  expect(headers['accept']).toBe(accept);
});

test('what is deep in a form or a query stands in brackets', async () => {
  const style = { style: 'deepObject', explode: true };
  const form = {
    'application/x-www-form-urlencoded': { encoding: { line_items: style, metadata: style, expand: style } },
  };
  const parameters = [{ name: 'created', in: 'query', ...style }];
  const paths = { '/sessions': { post: { operationId: 'buy', parameters, requestBody: { content: form } } } };
  const one: Stranger = (asked) =>
    asked.path === '/openapi.json' ? { body: { ...document, paths } } : stranger(asked);
  const given =
    '{line_items: [{price: p1, quantity: 2}, {price_data: {currency: eur, none: null}}], metadata: {order: 7}, expand: [a, b.c], created: {gte: 5}}';
  const sent = outputOf(await runIn(one, ask('buy', given))) as { path: string; body: string };
  expect(decodeURIComponent(sent.path)).toBe('/base/sessions?created[gte]=5');
  expect(decodeURIComponent(sent.body).split('&')).toEqual([
    'line_items[0][price]=p1',
    'line_items[0][quantity]=2',
    'line_items[1][price_data][currency]=eur',
    'metadata[order]=7',
    'expand[0]=a',
    'expand[1]=b.c',
  ]);
});
