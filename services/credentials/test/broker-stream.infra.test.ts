import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { Bus } from '@mesh/bus/bus';
import { call } from '@mesh/bus/call';
import { connectBus } from '@mesh/bus/connect';
import { generatePrincipalKeys } from '@mesh/bus/principal-keys';
import { serve } from '@mesh/bus/serve';
import { ENOUGH, brokerStream as operation, partsSubject, stopSubject } from '@mesh/contracts/broker-stream';
import { newId } from '@mesh/contracts/id';
import { type Service, services } from '@mesh/contracts/operation';
import type { Principal } from '@mesh/contracts/principal';
import { objectClaims } from '@mesh/objects/claims';
import { ensureBucket, openObjects } from '@mesh/objects/open';
import { silent } from '@mesh/runtime/log';
import { contextOf } from '@mesh/testing/context-of';
import { freshNats } from '@mesh/testing/nats';
import { servers } from '@mesh/testing/servers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokerStream } from '../src/broker/broker-stream.ts';
import { hostOf } from './host-of.ts';
import { openRoom } from './room.ts';

const SECRET = 'canary/5f+"3f9a';
const workspaceId = newId('ws');
const principal: Principal = { id: 'exe_1', type: 'execution', workspaceId, scopes: ['credentials:use'] };
/** What no gzip makes small enough for one message. */
const LARGE = randomBytes(6.5 * 1024 * 1024).toString('base64');
const opened = new AsyncDisposableStack();
let workflows: Bus;
let host: string;
let credentialId: string;
/** The answer that is under way. */
let answering: ServerResponse;

beforeAll(async () => {
  const server = createServer((request, response) => {
    answering = response;
    response.write(`data: first of ${request.headers.authorization} ${'.'.repeat(1_000)}\n\n`);
    if (request.url === '/short') response.end('data: last\n\n');
    if (request.url === '/large') response.end(LARGE);
  });
  host = await hostOf(server, opened);
  const bucket = { ...(await servers()).s3, bucket: `credentials-${randomBytes(4).toString('hex')}` };
  await ensureBucket(bucket);
  const claimCheck = objectClaims(opened.use(openObjects(bucket)));
  const { url } = opened.use(await freshNats());
  const keys = generatePrincipalKeys(services);
  const about = { version: '1', commit: '1' };
  const connect = async (name: Service) => {
    const own = { signingKey: keys.signingKeys[name], publicKeys: keys.publicKeys };
    return opened.use(await connectBus({ url, name, log: silent, about, claimCheck, ...own }));
  };
  const room = opened.use(await openRoom([host]));
  const credentials = await connect('credentials');
  opened.use(serve(credentials, operation, brokerStream(credentials, room.needs)));
  workflows = await connect('workflows');
  const data = { token: SECRET };
  credentialId = (await room.store(contextOf(workspaceId), { data, allowedHosts: [host] })).id;
});
afterAll(() => opened.disposeAsync());

/** Asks as whoever watches does, and keeps the parts that come. */
function watched(path: string, watch: string) {
  const parts: string[] = [];
  const watching = workflows.nats.subscribe(partsSubject('workflows', watch), {
    callback: (_, message) => void parts.push(message.string()),
  });
  opened.defer(() => watching.unsubscribe());
  const body = { method: 'POST' as const, url: `http://${host}${path}`, watch, timeoutMs: 60_000 };
  const answer = call(workflows, operation, { params: { credentialId }, body }, { principal });
  return { parts, answer };
}

test('what comes is told while it comes, and neither that nor the whole holds the secret', async () => {
  const { parts, answer } = watched('/long', 'watch-of-the-long-one');
  await expect.poll(() => parts.join(''), { timeout: 15_000 }).toMatch(/^data: first of Bearer \[redacted\] \.+/);
  answering.end('data: last\n\n');
  const { status, body } = await answer;
  expect(status).toBe(200);
  const whole = gunzipSync(Buffer.from(body, 'base64')).toString();
  expect(whole).toMatch(/^data: first of Bearer \[redacted\] \.{1000}\n\ndata: last\n\n$/);
  expect(parts.join('') + whole).not.toContain('canary');
});

test('an answer that nobody watches is whole all the same', async () => {
  const { answer } = watched('/short', 'watch-of-the-short-one');
  expect(gunzipSync(Buffer.from((await answer).body, 'base64')).toString()).toMatch(/data: last\n\n$/);
});

test('an answer that no message holds goes by reference, whole', async () => {
  const { status, body } = await watched('/large', 'watch-of-the-large-one').answer;
  expect(status).toBe(200);
  const whole = gunzipSync(Buffer.from(body, 'base64')).toString();
  expect(whole.endsWith(LARGE)).toBe(true);
}, 90_000);

test('a call that nobody needs any more is ended', async () => {
  const watch = 'watch-of-one-that-stops';
  const { parts, answer } = watched('/endless', watch);
  const refused = expect(answer).rejects.toMatchObject({ code: 'deadline-exceeded' });
  await expect.poll(() => parts.length, { timeout: 15_000 }).toBeGreaterThan(0);
  const closed = once(answering, 'close');
  workflows.nats.publish(stopSubject(watch));
  await Promise.all([closed, refused]);
});

test('an answer that stays open ends with what has come once that is enough', async () => {
  const watch = 'watch-of-one-that-has-enough';
  const { parts, answer } = watched('/endless', watch);
  await expect.poll(() => parts.join(''), { timeout: 15_000 }).toMatch(/\.{1000}\n\n$/);
  const closed = once(answering, 'close');
  workflows.nats.publish(stopSubject(watch), ENOUGH);
  const [{ status, body }] = await Promise.all([answer, closed]);
  expect(status).toBe(200);
  expect(gunzipSync(Buffer.from(body, 'base64')).toString()).toMatch(
    /^data: first of Bearer \[redacted\] \.{1000}\n\n$/,
  );
});
