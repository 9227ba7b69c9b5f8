import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@mesh/contracts/id';
import { contextOf } from '@mesh/testing/context-of';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listAudit } from '../src/audit/list-audit.ts';
import { brokerCall } from '../src/broker/broker-call.ts';
import { testCredential } from '../src/broker/test-credential.ts';
import { hostOf } from './host-of.ts';
import { openRoom, type Room } from './room.ts';

const SECRET = 'canary/5f+"3f9a';
const bare = { params: {}, query: {}, headers: {}, body: {} };
const opened = new AsyncDisposableStack();
/** Connections on which something was answered. */
const used = new WeakSet<Socket>();
/** By then a connection is free for the next call. */
const IDLE_MS = 50;
let seen: { url: string; headers: IncomingHttpHeaders; body: string }[] = [];
let room: Room;
let host: string;
let other: string;
/** Whose connections no other test has kept. */
let giving: string;

/** Answers with everything that it was told. */
async function listen(): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const { url = '', headers } = request;
    seen.push({ url, headers, body });
    if (url.startsWith('/away')) return response.writeHead(302, { location: `http://${other}/` }).end();
    if (url === '/given-up' && used.has(request.socket)) return request.socket.destroy();
    used.add(request.socket);
    if (url === '/status') return response.writeHead(headers.authorization ? 204 : 401).end();
    const echo = { url, headers, body, basic: headers.authorization?.split(' ')[1] };
    return response
      .writeHead(418, { 'content-type': 'application/json', 'x-echo': headers.authorization ?? '' })
      .end(JSON.stringify(echo));
  });
  return hostOf(server, opened);
}

beforeAll(async () => {
  [host, other, giving] = [await listen(), await listen(), await listen()];
  room = opened.use(await openRoom([host, other, giving]));
});
beforeEach(() => {
  seen = [];
});
afterAll(() => opened.disposeAsync());

const broker = (context: ReturnType<typeof contextOf>, credentialId: string, call: object) =>
  brokerCall(room.needs)(
    {
      ...bare,
      params: { credentialId },
      query: { environment: 'production' },
      body: { method: 'POST', headers: {}, repeatable: false, placeholders: {}, inject: true, ...call } as never,
    },
    context,
  );

test.each([
  ['http-bearer', { token: SECRET }],
  ['http-basic', { username: 'ann', password: SECRET }],
  ['http-header', { header_name: 'X-Own', value: SECRET }],
  ['api-key-query', { parameter: 'key', api_key: SECRET }],
])('%s is put in, and what comes back does not hold it', async (type, data) => {
  const context = contextOf();
  await room.store(context, { name: 'answers', type, data, allowedHosts: [host] });
  const call = {
    url: `http://${host}/post?a=1`,
    body: { text: 'hello' },
    idempotencyKey: 'k-1',
    headers: { 'X-Mine': 'm' },
  };
  const answer = await broker(context, 'answers', call);
  expect(answer).toMatchObject({ status: 418, bodyKind: 'json' });
  const [sent] = seen;
  expect(sent?.headers).toMatchObject({ 'idempotency-key': 'k-1', 'x-mine': 'm', 'content-type': 'application/json' });
  expect(sent?.body).toBe('{"text":"hello"}');
  const secrets = [SECRET, Buffer.from(SECRET).toString('base64'), Buffer.from(`ann:${SECRET}`).toString('base64')];
  const wire = decodeURIComponent(JSON.stringify(sent).replaceAll('\\"', '"'));
  expect(secrets.some((form) => wire.includes(form))).toBe(true);
  expect(JSON.stringify(answer)).not.toMatch(/canary|3f9a|Y2FuYX/);
});

test('nobody uses or tries a credential of another workspace, by id or by name, also not in an execution', async () => {
  const { id } = await room.store(contextOf(), { name: 'theirs', allowedHosts: [host] });
  const workspaceId = newId('ws');
  const principal = { id: newId('exe'), type: 'execution' as const, workspaceId, scopes: ['credentials:use' as const] };
  const stranger = contextOf(workspaceId, { principal, caller: 'workflows' });
  const call = { url: `http://${host}/` };
  for (const named of [id, 'theirs'])
    await expect(broker(stranger, named, call)).rejects.toMatchObject({ code: 'not-found' });
  const tried = testCredential(room.needs)({ ...bare, params: { credentialId: id } }, stranger);
  await expect(tried).rejects.toMatchObject({ code: 'not-found' });
  expect(seen).toEqual([]);
  const { items } = await listAudit(room.needs)(bare, stranger);
  expect(items.map(({ outcome, action, resource }) => [outcome, action, resource.id])).toEqual([
    ['denied', 'credential.test', id],
    ['denied', 'credential.use', 'theirs'],
    ['denied', 'credential.use', id],
  ]);
});

test('a host that is not allowed is never called, and the denial is audited', async () => {
  const context = contextOf();
  const { id } = await room.store(context, { allowedHosts: [] });
  await expect(broker(context, id, { url: `http://${host}/` })).rejects.toMatchObject({
    code: 'credential-host-denied',
  });
  await expect(broker(context, id, { url: 'nonsense' })).rejects.toMatchObject({ code: 'unprocessable' });
  expect(seen).toEqual([]);
  const { items } = await listAudit(room.needs)({ ...bare, query: { action: 'credential.use' } }, context);
  expect(items.map(({ outcome, resource }) => [outcome, resource.id])).toEqual([
    ['denied', id],
    ['denied', id],
  ]);
});

test('a redirect to another host is not followed, and the denial is audited', async () => {
  const context = contextOf();
  const { id } = await room.store(context, { allowedHosts: [host] });
  await expect(broker(context, id, { url: `http://${host}/away` })).rejects.toMatchObject({ code: 'egress-denied' });
  expect(seen).toHaveLength(1);
  const { items } = await listAudit(room.needs)({ ...bare, query: { resource: id } }, context);
  expect(items.map(({ outcome }) => outcome)).toEqual(['denied', 'allowed', 'allowed']);
});

test('a redirect to another allowed host is followed without the secret', async () => {
  const context = contextOf();
  const { id } = await room.store(context, { allowedHosts: [host, other] });
  await broker(context, id, { url: `http://${host}/away` });
  expect(seen[0]?.headers).toHaveProperty('authorization');
  expect(seen[1]?.headers).not.toHaveProperty('authorization');
});

test('a redirect is the answer where none is to be followed', async () => {
  const context = contextOf();
  const { id } = await room.store(context, { allowedHosts: [host, other] });
  const answer = await broker(context, id, { url: `http://${host}/away`, redirects: 0 });
  expect(answer).toMatchObject({ status: 302, headers: { location: `http://${other}/` } });
  expect(seen).toHaveLength(1);
});

test('an allowed host inside the machine stays closed unless EGRESS_ALLOW opens it', async () => {
  const context = contextOf();
  const { id } = await room.store(context, { allowedHosts: ['127.0.0.1:1'] });
  await expect(broker(context, id, { url: 'http://127.0.0.1:1/' })).rejects.toMatchObject({ code: 'egress-denied' });
});

test('what meets a kept connection as the other side gives it up is sent again, if it may be', async () => {
  const context = contextOf();
  const { id } = await room.store(context, { allowedHosts: [giving] });
  const call = { url: `http://${giving}/given-up` };
  await broker(context, id, { ...call, repeatable: true });
  seen = [];
  await sleep(IDLE_MS);
  await expect(broker(context, id, { ...call, repeatable: true })).resolves.toMatchObject({ status: 418 });
  await sleep(IDLE_MS);
  await expect(broker(context, id, call)).rejects.toMatchObject({ code: 'egress-failed' });
  expect(seen).toHaveLength(3);
});

test('a test is a real call, and its result is kept', async () => {
  const context = contextOf();
  const data = { token: SECRET, test_url: `http://${host}/status` };
  const { id } = await room.store(context, { data, allowedHosts: [host] });
  const at = { ...bare, params: { credentialId: id } };
  expect(await testCredential(room.needs)(at, context)).toMatchObject({ success: true });
  const { rows } = await room.owner.query('select last_test from credential where id = $1', [id]);
  expect(rows[0].last_test).toMatchObject({ success: true, message: 'the service answered 204' });
});

test('a test call goes to allowed hosts alone', async () => {
  const context = contextOf();
  const { id } = await room.store(context, { data: { token: SECRET, test_url: `http://${host}/status` } });
  const asked = testCredential(room.needs)({ ...bare, params: { credentialId: id } }, context);
  await expect(asked).rejects.toMatchObject({ code: 'credential-host-denied' });
  expect(seen).toEqual([]);
});
