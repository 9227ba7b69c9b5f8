import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Bus } from '@mesh/bus/bus';
import { faultsOf } from '@mesh/bus/faults';
import { brokerStream, ENOUGH, partsSubject, stopSubject } from '@mesh/contracts/broker-stream';
import { BROKER_BYTES, brokerCall } from '@mesh/contracts/credential-use';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Egress } from '@mesh/egress/egress';
import { expect, test } from 'vitest';
import { handleOf } from '../../src/expression/secret-handles.ts';
import { noChildren, noOutside, runDocument } from '../conformance/run-document.ts';
import { openStrangers, type Stranger } from '../conformance/strangers.ts';
import { tasks } from '../simulation.ts';
import { errorOf, outputOf } from './world.ts';

/** How long the broker waits, in short. */
const BROKER_MS = 300;

type Heard = (error: null, message: { data: Uint8Array }) => void;

function busOf(
  answer: (question: { body: unknown }, subject: string) => Promise<object>,
  hearing = new Map<string, Heard>(),
): Bus {
  const ask = (subject: string, { question }: { question: { body: unknown } }) => answer(question, subject);
  const nats = {
    subscribe(subject: string, { callback }: { callback: Heard }) {
      hearing.set(subject, callback);
      return { unsubscribe: () => hearing.delete(subject) };
    },
    publish: (subject: string, text = '') => hearing.get(subject)?.(null, { data: Buffer.from(text) }),
  };
  return { connected: true, tokens: { sign: async () => '' }, batches: { ask }, nats } as unknown as Bus;
}

/** A bus behind which credentials make the calls that they are asked for, as their contract reads them. */
function brokerBus(egress: Egress): Bus {
  const hearing = new Map<string, Heard>();
  const answer = async (asked: unknown, isStream: boolean) => {
    const { timeoutMs, watch } = isStream ? brokerStream.body.parse(asked) : { timeoutMs: BROKER_MS, watch: '' };
    const enough = new AbortController();
    hearing.set(stopSubject(watch), (_, { data }) => Buffer.from(data).toString() === ENOUGH && enough.abort());
    const onPart = (part: Buffer) => hearing.get(partsSubject('workflows', watch))?.(null, { data: part });
    const { watch: _, timeoutMs: __, ...call } = asked as { watch?: string; timeoutMs?: number };
    const { body, bytes, idempotencyKey, method, url, headers, redirects } = brokerCall.body.parse(call);
    const made = { ...headers, ...(idempotencyKey && { 'idempotency-key': idempotencyKey }) };
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const written = bytes === undefined ? text : Buffer.from(bytes, 'base64');
    const asking = { method, url, redirects, headers: made, body: written, timeoutMs };
    const told = await egress.request({ ...asking, onPart, enough: enough.signal });
    const { status, headers: answered } = told;
    if (isStream) return { status, headers: answered, body: gzipSync(told.body).toString('base64') };
    const got = told.body.toString();
    const isJson = got !== '' && answered['content-type'] === 'application/json';
    return { status, headers: answered, body: isJson ? JSON.parse(got) : got, bodyKind: isJson ? 'json' : 'text' };
  };
  return busOf(
    async ({ body }, subject) => ({
      output: await answer(JSON.parse(JSON.stringify(body)), subject.endsWith('broker-stream')),
    }),
    hearing,
  );
}

/** Runs one call to a place by itself, or by the broker. */
async function run(stranger: Stranger, more: string, authentication = '', busTo = brokerBus, method = 'post') {
  await using strangers = await openStrangers(stranger);
  const endpoint = `{uri: https://api.example/thing${authentication}}`;
  const yaml = `\n  - call: {call: http, with: {method: ${method}, endpoint: ${endpoint}, ${more}}}`;
  const needs = { bus: busTo(strangers.egress), egress: strangers.egress };
  const text = `use: {secrets: [key]}\n${tasks(yaml)}`;
  const ran = await runDocument(text, {}, { ...needs, children: noChildren, outside: noOutside });
  return { ...ran, asked: strangers.asked };
}
const byBroker = ', authentication: {bearer: {use: key}}';

test.each([
  'body: some text',
  'body: {a: 1}',
  'body: null',
  'body: "1", headers: {Content-Type: text/csv}',
  'body: {a: x y}, headers: {content-type: application/x-www-form-urlencoded}',
  'headers: {Idempotency-Key: my own}',
  'redirect: true',
])('a call with %s is the same, by itself and by the broker', async (more) => {
  const answer: Stranger = ({ headers }) => ({ body: headers['idempotency-key'] === 'my own' ? 'own' : 'fine' });
  const [plain, brokered] = [await run(answer, more), await run(answer, more, byBroker)];
  expect(outputOf(brokered)).toEqual(outputOf(plain));
  const [[one], [other]] = [plain.asked, brokered.asked];
  expect(other?.body).toBe(one?.body);
  expect(other?.headers['content-type']).toBe(one?.headers['content-type']);
});

const photo = { type: 'string', format: 'binary' };
const uploads = {
  openapi: '3.1.0',
  servers: [{ url: 'https://api.example' }],
  paths: {
    '/form': {
      post: {
        operationId: 'form',
        requestBody: { content: { 'multipart/form-data': { schema: { properties: { photo, title: {} } } } } },
      },
    },
    '/bytes': { post: { operationId: 'bytes', requestBody: { content: { 'image/png': { schema: photo } } } } },
  },
};

/** Sends a file, by itself or by the broker. */
async function upload(operationId: string, parameters: string, more = '', busTo = brokerBus) {
  const take: Stranger = ({ path }) => (path === '/doc' ? { body: uploads } : { body: 'taken' });
  await using strangers = await openStrangers(take);
  const document = '{endpoint: https://api.example/doc}';
  const yaml = `\n  - call: {call: openapi, with: {document: ${document}, operationId: ${operationId}, parameters: ${parameters}${more}}}`;
  const needs = { bus: busTo(strangers.egress), egress: strangers.egress };
  const text = `use: {secrets: [key]}\n${tasks(yaml)}`;
  const ran = await runDocument(text, {}, { ...needs, children: noChildren, outside: noOutside });
  return { ...ran, asked: strangers.asked.filter(({ path }) => path !== '/doc') };
}
const withKeyOf = ', authentication: {bearer: {use: key}}';

test.each([
  ['a form with a file', 'form', '{title: Zoë, photo: {bytes: iVBORw0KGgoA/w==, filename: a.png}}'],
  ['a body of bytes', 'bytes', '{body: iVBORw0KGgoA/w==}'],
])('%s is the same, by itself and by the broker', async (_what, operation, parameters) => {
  const [plain, brokered] = [await upload(operation, parameters), await upload(operation, parameters, withKeyOf)];
  expect(outputOf(brokered)).toBe('taken');
  const [[one], [other]] = [plain.asked, brokered.asked];
  expect(other?.body).toContain('PNG');
  expect(other?.body).toBe(one?.body);
  for (const name of ['content-type', 'content-length']) expect(other?.headers[name]).toBe(one?.headers[name]);
});

test('a secret stands in the text of a form with a file as its handle, and in no file', async () => {
  const { asked } = await upload('form', `{title: "\${ $secrets.key }", photo: iVBORw0KGgoA/w==}`);
  expect(asked[0]?.body).toContain(handleOf({ name: 'key', field: '' }));
  const inFile = await upload('form', `{title: t, photo: "\${ \\"key=\\" + $secrets.key | @base64 }"}`);
  expect(errorOf(inFile)).toMatchObject({
    type: expect.stringMatching(/configuration$/),
    detail: expect.stringMatching(/encodes a secret/),
  });
  expect(inFile.asked).toEqual([]);
});

test('a broker that knows no bytes refuses them, and the task says so', async () => {
  const older = brokerCall.body.omit({ bytes: true });
  const bus = () =>
    busOf(async ({ body }) => {
      const { error } = older.safeParse(JSON.parse(JSON.stringify(body)));
      return error ? { error: new MeshError('invalid', 'no fit', { errors: faultsOf(error) }).toShape() } : {};
    });
  const { asked, ...ran } = await upload('bytes', '{body: aGk=}', withKeyOf, bus);
  expect(errorOf(ran)).toMatchObject({ status: 400, detail: expect.stringContaining('/bytes: unknown field') });
  expect(asked).toEqual([]);
});

test('a file that is too large for the broker is told so', async () => {
  const base64 = Buffer.alloc(BROKER_BYTES + 1).toString('base64');
  const { asked, ...ran } = await upload('bytes', `{body: ${base64}}`, withKeyOf);
  expect(errorOf(ran)).toMatchObject({ status: 413, type: expect.stringMatching(/validation$/) });
  expect(asked).toEqual([]);
});

test.each(['query', 'PROPFIND'])('the method may be %s by the broker too', async (method) => {
  const echo: Stranger = (asked) => ({ body: `${asked.method} ${asked.body}` });
  expect(outputOf(await run(echo, 'body: {a: 1}', byBroker, brokerBus, method))).toBe(
    `${method.toUpperCase()} {"a":1}`,
  );
});

test('the bytes of an answer are what they were, by the broker too', async () => {
  const answer: Stranger = () => ({ body: '{ "a": 1.0 }', headers: { 'content-type': 'application/json' } });
  const raw = outputOf(await run(answer, 'output: raw', byBroker));
  expect(Buffer.from(String(raw), 'base64').toString()).toBe('{ "a": 1.0 }');
});

const withKey = `{uri: https://mcp.example/${byBroker}}`;
test.each([
  ['a call of MCP', `mcp, with: {method: tools/call, timeout: PT10S, transport: {http: {endpoint: ${withKey}}}}`],
  ['a stream of A2A', `a2a, with: {method: message/stream, server: ${withKey}}`],
])('%s may take as long by the broker as by itself', async (_what, call) => {
  const server: Stranger = async ({ body }) => {
    const { id, method } = JSON.parse(body) as { id?: number; method: string };
    if (/^tools|^message/.test(method)) await sleep(2 * BROKER_MS);
    return id === undefined ? { status: 202 } : { body: { jsonrpc: '2.0', id, result: { got: method } } };
  };
  await using strangers = await openStrangers(server);
  const needs = { bus: brokerBus(strangers.egress), egress: strangers.egress };
  const text = `use: {secrets: [key]}\n${tasks(`\n  - ask: {call: ${call}}`)}`;
  const ran = await runDocument(text, {}, { ...needs, children: noChildren, outside: noOutside });
  expect(JSON.stringify(outputOf(ran))).toMatch(/"got":"(?:tools|message)/);
});

const withBearer = '{bearer: {use: key}}';
test.each([
  [
    'a chat',
    `llm, with: {endpoint: ${withKey}, model: small, messages: [{role: user, content: hi}], timeout: PT5S}`,
    'data: {"choices": [{"delta": {"content": "hi"}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n',
    'hi',
  ],
  [
    'a subscription',
    `asyncapi, with: {document: {endpoint: https://a.example/doc}, channel: c, authentication: ${withBearer}, subscription: {consume: {amount: 1}}}`,
    'data: "hi"\n\ndata: "h',
    [{ payload: 'hi', headers: expect.anything() }],
  ],
])('%s whose stream stays open ends by the broker too', async (_what, call, body, output) => {
  const document = {
    asyncapi: '2.0.0',
    servers: { a: { url: 'https://a.example', protocol: 'http' } },
    channels: { c: {} },
  };
  const server: Stranger = ({ path }) =>
    path === '/doc' ? { body: document } : { headers: { 'content-type': 'text/event-stream' }, body, isOpen: true };
  await using strangers = await openStrangers(server);
  const needs = { bus: brokerBus(strangers.egress), egress: strangers.egress };
  const text = `use: {secrets: [key]}\n${tasks(`\n  - ask: {call: ${call}}`)}`;
  const ran = await runDocument(text, {}, { ...needs, children: noChildren, outside: noOutside });
  expect(outputOf(ran)).toEqual(output);
});

test('an answer that redirects to the broker is an error too, unless redirect says that it is none', async () => {
  const moved: Stranger = ({ path }) =>
    path === '/thing' ? { status: 302, headers: { location: 'https://other.example/there' } } : { body: 'arrived' };
  const left = await run(moved, 'output: content', byBroker);
  expect(errorOf(left)).toMatchObject({ status: 302, type: /communication$/ });
  expect(left.asked).toHaveLength(1);
  expect(outputOf(await run(moved, 'redirect: true', byBroker))).toBe('arrived');
});

test('a secret that is not there is told with the environment that was looked in', async () => {
  const error = { code: 'not-found', message: 'there is no such credential' };
  const faulted = await run(
    () => ({ body: '' }),
    'output: content',
    byBroker,
    () => busOf(async () => ({ error })),
  );
  expect(errorOf(faulted)).toMatchObject({
    status: 403,
    detail: 'there is no secret key in the environment production',
  });
});
