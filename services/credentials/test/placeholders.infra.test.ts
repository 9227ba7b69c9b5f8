import { createServer } from 'node:http';
import { contextOf } from '@mesh/testing/context-of';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokerCall } from '../src/broker/broker-call.ts';
import { hostOf } from './host-of.ts';
import { openRoom, type Room } from './room.ts';

const SECRET = 'canary/5f+"3f9a';
const MARK = 'the-mark-of-the-token.';
const opened = new AsyncDisposableStack();
let seen: { url: string; authorization: string | undefined; key: unknown; body: string }[] = [];
let room: Room;
let host: string;

beforeAll(async () => {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const { url = '', headers } = request;
    seen.push({ url, authorization: headers.authorization, key: headers['x-key'], body });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ url, body }));
  });
  host = await hostOf(server, opened);
  room = opened.use(await openRoom([host]));
});
afterAll(() => opened.disposeAsync());

const send = (context: ReturnType<typeof contextOf>, call: object) =>
  brokerCall(room.needs)(
    {
      params: { credentialId: 'marked' },
      query: { environment: 'production' },
      headers: {},
      body: { method: 'POST', headers: {}, placeholders: { [MARK]: 'token' }, ...call } as never,
    },
    context,
  );

test('marks give way to the secret in path, headers and body, and what comes back does not hold it', async () => {
  const context = contextOf();
  await room.store(context, { name: 'marked', type: 'http-bearer', data: { token: SECRET }, allowedHosts: [host] });
  seen = [];
  const call = {
    url: `http://${host}/to/${MARK}?k=${MARK}`,
    headers: { 'x-key': `Key ${MARK}` },
    body: { deep: [MARK] },
  };
  const answer = await send(context, { ...call, inject: false });
  const encoded = encodeURIComponent(SECRET);
  expect(seen).toEqual([
    {
      url: `/to/${encoded}?k=${encoded}`,
      authorization: undefined,
      key: `Key ${SECRET}`,
      body: JSON.stringify({ deep: [SECRET] }),
    },
  ]);
  expect(JSON.stringify(answer)).not.toContain('canary');
  expect(answer.status).toBe(200);
  await send(context, { ...call, inject: true });
  expect(seen[1]?.authorization).toBe(`Bearer ${SECRET}`);
});

test('a host that is not allowed gets nothing, wherever the mark stands', async () => {
  const context = contextOf();
  await room.store(context, { name: 'marked', type: 'http-bearer', data: { token: SECRET }, allowedHosts: [host] });
  seen = [];
  await expect(send(context, { url: `http://${MARK}example/`, inject: false })).rejects.toMatchObject({
    code: 'credential-host-denied',
  });
  expect(seen).toEqual([]);
});
