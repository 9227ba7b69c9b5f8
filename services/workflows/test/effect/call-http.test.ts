import { describe, expect, test } from 'vitest';
import { sendingOf } from '../../src/effect/http/http-call.ts';
import type { Stranger } from '../conformance/strangers.ts';
import { errorOf, outputOf, runIn } from './world.ts';

const get = (more: string) => `
  - get: {call: http, with: {method: get, endpoint: https://api.example/thing, ${more}}}`;

test.each([
  ['raw', Buffer.from('{"a":1}').toString('base64')],
  ['content', { a: 1 }],
])('output: %s', async (output, expected) => {
  expect(outputOf(await runIn(() => ({ body: { a: 1 } }), get(`output: ${output}`)))).toEqual(expected);
});

test('output: response tells the request, and nothing that authorized it', async () => {
  const endpoint = '{uri: https://api.example/thing, authentication: {bearer: {token: hidden}}}';
  const ran = await runIn(
    () => ({ status: 201, headers: { 'x-one': '1' }, body: { a: 1 } }),
    get('output: response, headers: {x-two: "2"}').replace('https://api.example/thing', endpoint),
  );
  expect(outputOf(ran)).toMatchObject({
    request: { method: 'GET', uri: 'https://api.example/thing', headers: { 'x-two': '2' } },
    statusCode: 201,
    headers: { 'x-one': '1' },
    content: { a: 1 },
  });
  expect(JSON.stringify(outputOf(ran))).not.toContain('hidden');
});

describe('what is called JSON and is none', () => {
  const broken = { headers: { 'content-type': 'application/problem+json; charset=utf-8' }, body: '{"a": ' };

  test.each(['content', 'response'])('is an answer that cannot be used, and an error: output %s', async (output) => {
    expect(errorOf(await runIn(() => broken, get(`output: ${output}`)))).toMatchObject({
      type: expect.stringMatching(/errors\/communication$/),
      status: 502,
      detail: 'the server answered what it calls JSON and is none, or has numbers that are too large',
      instance: '/do/0/get',
    });
  });

  test('is also what has a number that would become null', async () => {
    const huge = { ...broken, body: '{"rows": [{"price": 1e400}]}' };
    expect(errorOf(await runIn(() => huge, get('output: content')))).toMatchObject({ status: 502 });
    expect(outputOf(await runIn(() => huge, get('output: raw')))).toBe(Buffer.from(huge.body).toString('base64'));
  });

  test('is given as it is where that is asked for, and a failure stays the failure that it is', async () => {
    const raw = Buffer.from(broken.body).toString('base64');
    expect(outputOf(await runIn(() => broken, get('output: raw')))).toBe(raw);
    expect(errorOf(await runIn(() => ({ ...broken, status: 404 }), get('output: content'))).status).toBe(404);
  });

  test.each([
    ['"a text"', 'a text'],
    ['', null],
    ['null', null],
    ['\uFEFF7', 7],
  ])('is not what is JSON: %s', async (body, expected) => {
    expect(outputOf(await runIn(() => ({ ...broken, body }), get('output: content')))).toBe(expected);
  });
});

test.each([
  ['JSON', { error: 'card_declined' }, ': {"error":"card_declined"}'],
  ['a text', ' no more of them\n', ': no more of them'],
  ['nothing', undefined, ''],
  ['what is no text', Buffer.from([0xff, 0xfe]), ''],
  ['much', 'x'.repeat(501), `: ${'x'.repeat(500)}…`],
  ['a page for browsers', '<html>', '', { 'content-type': 'text/html; charset=utf-8' }],
])('a refusal that says %s is an error that says so', async (_what, body, said, headers?: Record<string, string>) => {
  const ran = await runIn(() => ({ status: 402, body, ...(headers && { headers }) }), get('output: content'));
  expect(errorOf(ran)).toMatchObject({ status: 402, detail: `the server answered 402${said}` });
});

test('arguments that do not fit once they are evaluated are told by their places, in one line', async () => {
  const { detail } = errorOf(await runIn(() => ({}), get('headers: "${ 1 }", query: "${ 2 }"')));
  expect(detail).toMatch(/^the call does not fit: \/headers: [^\n]+; \/query: [^\n]+$/);
});

const moved: Stranger = ({ path }) =>
  path === '/thing' ? { status: 302, headers: { location: 'https://other.example/there' } } : { body: 'arrived' };

test.each(['QUERY', 'query', 'PROPFIND', 'Report', 'purge', 'M-SEARCH', 'options'])(
  'the method may be %s',
  async (method) => {
    const ask = `\n  - ask: {call: http, with: {method: ${method}, endpoint: https://api.example/x, body: {a: 1}}}`;
    const echo: Stranger = ({ method, body }) => ({ body: { method, body } });
    expect(outputOf(await runIn(echo, ask))).toEqual({ method: method.toUpperCase(), body: '{"a":1}' });
  },
);

test.each(['CONNECT', 'trace', 'GET x', 'G\u00c9T', '""'])('the method may not be %s', async (method) => {
  const ask = `\n  - ask: {call: http, with: {method: ${method}, endpoint: https://api.example/x}}`;
  const ran = await runIn(() => ({ body: 1 }), ask);
  expect(errorOf(ran)).toMatchObject({
    type: expect.stringMatching(/errors\/validation$/),
    detail: expect.stringContaining('expected a method of HTTP, but not CONNECT or TRACE'),
  });
  expect(ran.asked).toEqual([]);
});

test('an answer that redirects is an error, unless redirect says that it is none: then it is followed', async () => {
  expect(errorOf(await runIn(moved, get('output: content')))).toMatchObject({ status: 302, type: /communication$/ });
  expect(outputOf(await runIn(moved, get('redirect: true')))).toBe('arrived');
  const notModified = await runIn(() => ({ status: 304 }), get('redirect: true, output: response'));
  expect(outputOf(notModified)).toMatchObject({ statusCode: 304 });
});

test('a callee that gives a kept connection up as the next call is sent is no error: it is called again under the same key', async () => {
  let times = 0;
  const { asked, ...ran } = await runIn(
    () => (++times === 2 ? { isCut: true } : { body: times }),
    `${get('output: content')}
  - rest: {wait: {milliseconds: 50}}${get('output: content').replace('get:', 'again:')}`,
  );
  expect(outputOf(ran)).toBe(3);
  const [, cut, again] = asked.map(({ headers }) => headers['idempotency-key']);
  expect(again).toBe(cut);
});

test('what is called at most once is sent at most once', () => {
  const effect = { frame: 1, function: 'http', arguments: {}, key: 'k', pointer: '/do/0/get', detached: false };
  const { signal } = new AbortController();
  expect(sendingOf(effect, signal).repeatable).toBe(true);
  expect(sendingOf({ ...effect, once: true }, signal).repeatable).toBe(false);
});

test('what the callee asks to wait is waited, and wins over the policy', async () => {
  let times = 0;
  const busy: Stranger = () => (++times === 1 ? { status: 429, headers: { 'retry-after': '1' } } : { body: times });
  const ran = await runIn(
    busy,
    `
  - guarded:
      try:${get('output: content').replaceAll('\n  ', '\n        ')}
      catch: {retry: {delay: {hours: 1}, limit: {attempt: {count: 3}}}}`,
  );
  expect(outputOf(ran)).toBe(2);
});

test.each([['a variable that is no scalar', { thing: {} }, /errors\/expression$/]])(
  'a URI template with %s is an expression error',
  async (_what, input, type) => {
    const yaml = '\n  - get: {call: http, with: {method: get, endpoint: "https://api.example/{thing}"}}';
    expect(errorOf(await runIn(() => ({ body: 1 }), yaml, input)).type).toMatch(type);
  },
);

test('a URI template takes fields of the input, names with dots as they are, and nothing for what is not there', async () => {
  const yaml =
    '\n  - get: {call: http, with: {method: get, endpoint: "https://api.example/{a.b}/{none}/{n}?q={text}"}}';
  const ran = await runIn(() => ({ body: 1 }), yaml, { 'a.b': 'x y', n: 1, text: 'ä&b' });
  expect(ran.asked[0]?.path).toBe('/x%20y//1?q=%C3%A4%26b');
});

test('what an expression makes of an address is no template, also where another address is one', async () => {
  const policy =
    '{oauth2: {authority: "https://id.example/{realm}", grant: client_credentials, client: {id: a, secret: b}}}';
  const get = (endpoint: string) => `\n  - get: {call: http, with: {method: get, endpoint: ${endpoint}}}`;
  const answer: Stranger = () => ({ body: { access_token: 't' } });
  const input = { realm: 'r', at: 'https://api.example/%7Bx%7D/{x}', x: 'no' };
  const ran = await runIn(answer, get(`{uri: "\${ .at }", authentication: ${policy}}`), input);
  expect(ran.asked.map(({ path }) => path)).toEqual(['/r/oauth2/token', '/%7Bx%7D/%7Bx%7D']);
  const whole = await runIn(answer, get('"${ {uri: .at} }"'), input);
  expect(whole.asked.map(({ path }) => path)).toEqual(['/%7Bx%7D/%7Bx%7D']);
});

test.each(['.', '..'])('a URI template takes %s for no part of a path, which would lead elsewhere', async (thing) => {
  const at = (address: string) =>
    runIn(() => ({ body: 1 }), `\n  - get: {call: http, with: {method: get, endpoint: "${address}"}}`, { thing });
  for (const path of ['a/{thing}/b', 'a/{thing}?q']) {
    const ran = await at(`https://api.example/${path}`);
    expect([errorOf(ran).status, ran.asked]).toEqual([400, []]);
  }
  const fine = await at('https://api.example/a/./x/{thing}.json?q={thing}');
  expect(decodeURIComponent(fine.asked[0]?.path ?? '')).toBe(`/a/x/${thing}.json?q=${thing}`);
});

test('what is null in a query or among the headers is not sent', async () => {
  const yaml = `
  - get: {call: http, with: {method: get, endpoint: https://api.example/x, query: {a: "\${ .a }", b: "\${ .none }"}, headers: {x-a: "\${ .none }"}}}`;
  const ran = await runIn(() => ({ body: 1 }), yaml, { a: 1 });
  expect(ran.asked[0]?.path).toBe('/x?a=1');
  expect(ran.asked[0]?.headers['x-a']).toBeUndefined();
});

test('a query says numbers and lists as they stand in the document', async () => {
  const yaml = `
  - get: {call: http, with: {method: get, endpoint: https://api.example/x, query: {n: 5, yes: true, tags: [a, "\${ .a }"]}, headers: {x-n: 5}}}`;
  const ran = await runIn(() => ({ body: 1 }), yaml, { a: 1 });
  expect(ran.asked[0]?.path).toBe('/x?n=5&yes=true&tags=a&tags=1');
  expect(ran.asked[0]?.headers['x-n']).toBe('5');
});

test('content that is no text is put out in base64', async () => {
  const image = Buffer.from([0x89, 0x50, 0xff, 0xfe]);
  const answer = () => ({ headers: { 'content-type': 'image/png' }, body: image });
  const yaml = '\n  - get: {call: http, with: {method: get, endpoint: https://api.example/x.png}}';
  expect(outputOf(await runIn(answer, yaml))).toBe(image.toString('base64'));
});

test('fields are sent as a form where the headers say so, a list repeated and what is null left out', async () => {
  const yaml = `
  - send: {call: http, with: {method: post, endpoint: https://api.example/x, headers: {Content-Type: application/x-www-form-urlencoded}, body: {a: x y, n: 1, l: [1, b], none: null, o: {p: 2}}}}`;
  const ran = await runIn(() => ({ body: 1 }), yaml);
  expect(ran.asked[0]).toMatchObject({
    body: 'a=x+y&n=1&l=1&l=b&o=%7B%22p%22%3A2%7D',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
});
