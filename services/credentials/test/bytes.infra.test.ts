import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { contextOf } from '@mesh/testing/context-of';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listAudit } from '../src/audit/list-audit.ts';
import { brokerCall } from '../src/broker/broker-call.ts';
import { hostOf } from './host-of.ts';
import { openRoom, type Room } from './room.ts';

const SECRET = 'canary/5f+"é3f9a';
const MARK = 'the-märk-of-the-token.';
/** All bytes that there are, in no order that is text. */
const all = Buffer.from(Array.from({ length: 256 }, (_, at) => (at * 7 + 128) % 256));
const opened = new AsyncDisposableStack();
let seen: { authorization: string | undefined; type: string | undefined; body: Buffer }[] = [];
let room: Room;
let host: string;

beforeAll(async () => {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const { authorization, 'content-type': type } = request.headers;
    seen.push({ authorization, type, body });
    const isPacked = request.url === '/packed';
    response.writeHead(200, { 'content-type': 'image/png', ...(isPacked && { 'content-encoding': 'gzip' }) });
    response.end(isPacked ? gzipSync(body) : body);
  });
  host = await hostOf(server, opened);
  room = opened.use(await openRoom([host]));
});
beforeEach(() => {
  seen = [];
});
afterAll(() => opened.disposeAsync());

async function send(call: object, token = SECRET) {
  const context = contextOf();
  await room.store(context, { name: 'files', data: { token }, allowedHosts: [host] });
  const answer = () =>
    brokerCall(room.needs)(
      {
        params: { credentialId: 'files' },
        query: { environment: 'production' },
        headers: {},
        body: { method: 'POST', url: `http://${host}/`, headers: {}, placeholders: {}, inject: true, ...call } as never,
      },
      context,
    );
  return { answer, context };
}

test.each(['/', '/packed'])(
  'bytes come there and back from %s as they are, with the secret and its audit',
  async (path) => {
    const headers = { 'content-type': 'image/png' };
    const { answer, context } = await send({ url: `http://${host}${path}`, headers, bytes: all.toString('base64') });
    expect(await answer()).toMatchObject({ status: 200, bodyKind: 'base64', body: all.toString('base64') });
    expect(seen).toEqual([{ authorization: `Bearer ${SECRET}`, type: 'image/png', body: all }]);
    const { items } = await listAudit(room.needs)(
      { params: {}, headers: {}, body: {}, query: { action: 'credential.use' } },
      context,
    );
    expect(items).toMatchObject([{ outcome: 'allowed', details: { method: 'POST', host } }]);
  },
);

test('marks among bytes give way to the secret, no other byte changes, and what comes back does not hold it', async () => {
  const around = (middle: string) => Buffer.concat([all, Buffer.from(middle), all]);
  const { answer } = await send({
    bytes: around(MARK).toString('base64'),
    placeholders: { [MARK]: 'token' },
    inject: false,
  });
  const { body } = await answer();
  expect(seen[0]?.body).toEqual(around(SECRET));
  expect(Buffer.from(String(body), 'base64')).toEqual(around('[redacted]'));
});

test('a call with a body and bytes is refused, and nothing is sent', async () => {
  const { answer } = await send({ body: 'text', bytes: 'aGk=' });
  await expect(answer()).rejects.toMatchObject({ code: 'invalid' });
  expect(seen).toEqual([]);
});

test.each([
  ['a body', (marks: string) => ({ body: marks })],
  ['bytes', (marks: string) => ({ bytes: Buffer.from(marks).toString('base64') })],
])('%s that a long secret would make too large is refused, and nothing is sent', async (_what, more) => {
  const call = { ...more(MARK.repeat(20_000)), placeholders: { [MARK]: 'token' }, inject: false };
  const { answer } = await send(call, 'x'.repeat(60_000));
  await expect(answer()).rejects.toMatchObject({ code: 'unprocessable' });
  expect(seen).toEqual([]);
});
