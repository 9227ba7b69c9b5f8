import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { newId } from '@mesh/contracts/id';
import type { Principal } from '@mesh/contracts/principal';
import { servers } from '@mesh/testing/servers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStreamTicket } from '../src/live/socket/create-stream-ticket.ts';
import { openFeedRoom } from './feed-room.ts';
import { journalsAt, liveGateway, workspaceId } from './live-gateway.ts';
import { refusedHandshake, StreamClient } from './stream-client.ts';

const { redis } = await servers();
const protocol = 'mesh.v1+json';
const key = { 'x-api-key': 'reader' };
let opened: AsyncDisposableStack;
let room: Awaited<ReturnType<typeof openFeedRoom>>;

beforeAll(async () => {
  opened = new AsyncDisposableStack();
  room = opened.use(await openFeedRoom());
});
afterAll(() => opened.disposeAsync());

test('events come over a socket with the cursors of the stream, and go on on another replica', async () => {
  const client = await StreamClient.open(room.gateway.url);
  client.say({ op: 'subscribe', topic: 'events', type: 'ws.*' });
  await room.tell(['ws.a', 'other', 'ws.b']);
  await expect.poll(() => client.events()).toEqual(['ws.a', 'ws.b']);
  expect(client.told[0]).toEqual({ op: 'subscribed', topic: 'events' });
  expect(client.told[1]).toMatchObject({ id: expect.stringMatching(/^\d+:1$/), data: { specversion: '1.0' } });
  const after = client.ofOp('event').at(-1)?.['id'];
  client.say({ op: 'unsubscribe', topic: 'events' });
  await expect.poll(() => client.ofOp('unsubscribed')).toHaveLength(1);
  await room.tell(['ws.c']);
  const resumed = await StreamClient.open(room.replica.url);
  resumed.say({ op: 'subscribe', topic: 'events', after });
  await expect.poll(() => resumed.events()).toEqual(['ws.c']);
  resumed.say({ op: 'subscribe', topic: 'events' });
  await expect.poll(() => resumed.ofOp('error')[0]).toMatchObject({ code: 'conflict', topic: 'events' });
  expect(client.events()).toEqual(['ws.a', 'ws.b']);
  client.leave();
  resumed.leave();
});

test('executions share the socket, and a topic that is over says so', async () => {
  await using journals = await journalsAt(room.natsUrl);
  await using gateway = await liveGateway({ natsUrl: room.natsUrl, redisUrl: redis?.url });
  const [first, second] = [journals.journals.begin(workspaceId), journals.journals.begin(workspaceId)];
  journals.journals.append(first, 3);
  const client = await StreamClient.open(gateway.url);
  client.say({ op: 'subscribe', topic: `execution:${first}` });
  client.say({ op: 'subscribe', topic: `execution:${second}`, after: '6:9' });
  client.say({ op: 'subscribe', topic: `execution:${newId('exe')}` });
  client.say({ op: 'ping' });
  await expect.poll(() => client.events(`execution:${first}`)).toHaveLength(3);
  await expect.poll(() => client.events(`execution:${second}`)[0]).toBe('stream.reset');
  await expect.poll(() => client.ofOp('error')[0]).toMatchObject({ code: 'not-found', status: 404 });
  client.say({ op: 'subscribe', topic: 'execution:exe_doesnotexist' });
  await expect.poll(() => client.ofOp('error')[1]).toMatchObject({ code: 'not-found', status: 404 });
  expect(client.ofOp('pong')).toHaveLength(1);
  journals.journals.end(first);
  await expect
    .poll(() => client.ofOp('ended'))
    .toContainEqual({ op: 'ended', topic: `execution:${first}`, reason: 'over' });
  gateway.known.delete('reader');
  expect(await client.closed).toBe(1008);
  expect(gateway.streams.size).toBe(0);
});

describe('what is refused', () => {
  test.each([
    ['nobody', '/v1/stream', protocol, {}, 401],
    ['a key in the address', '/v1/stream?key=reader', protocol, key, 400],
    ['a ticket that never was', '/v1/stream?ticket=x', protocol, key, 401],
    ['another subprotocol', '/v1/stream', 'graphql-ws', key, 400],
    ['another address', '/v1/streams', protocol, key, 404],
  ])('%s', async (_what, path, asked, headers, status) => {
    expect(await refusedHandshake(`${room.gateway.url}${path}`, asked, headers)).toBe(status);
  });

  test('what is no message, and a topic without the right to it', async () => {
    const client = await StreamClient.open(room.gateway.url, { 'x-api-key': 'other' });
    client.say({ op: 'subscribe', topic: 'events' });
    client.say({ op: 'subscribe', topic: 'secrets' });
    client.say({ op: 'shout' });
    client.socket.send('{');
    await expect
      .poll(() => client.ofOp('error').map(({ code }) => code))
      .toEqual(['forbidden', 'invalid', 'invalid', 'invalid']);
    client.socket.send('x'.repeat(65 * 1_024));
    expect(await client.closed).toBe(1009);
  });

  test('who asks for no WebSocket, with what is spoken here (RFC 9110, 15.5.22)', async () => {
    const answer = await fetch(`${room.gateway.url}/v1/stream`, { headers: key });
    expect([answer.status, answer.headers.get('upgrade')]).toEqual([426, 'websocket']);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await answer.json()).toMatchObject({ status: 426, code: 'upgrade-required' });
  });

  test('a handshake of no version, with a problem document that tells those there are', async () => {
    const headers = { ...key, connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-protocol': protocol };
    const [answer] = (await once(get(`${room.gateway.url}/v1/stream`, { headers }), 'response')) as [IncomingMessage];
    expect([answer.statusCode, answer.headers['sec-websocket-version']]).toEqual([400, '13, 8']);
    expect(await json(answer)).toMatchObject({ status: 400, code: 'invalid' });
  });
});

test('who unsubscribes from what is not subscribed is told that it is not', async () => {
  const client = await StreamClient.open(room.gateway.url);
  client.say({ op: 'unsubscribe', topic: 'events' });
  await expect.poll(() => client.told).toEqual([{ op: 'unsubscribed', topic: 'events' }]);
  client.leave();
});

test('a ticket opens one socket, with the rights of the key that asked for it', async () => {
  const principal = room.gateway.known.get('reader') as Principal;
  const nothing = { params: {}, query: {}, headers: {}, body: {} };
  const { ticket } = await createStreamTicket(room.db)(nothing, { principal, newId: undefined });
  const path = `/v1/stream?ticket=${ticket}`;
  const client = await StreamClient.open(room.gateway.url, {}, path);
  client.say({ op: 'subscribe', topic: 'events' });
  await expect.poll(() => client.ofOp('subscribed')).toHaveLength(1);
  expect(await refusedHandshake(`${room.replica.url}${path}`, protocol)).toBe(401);
  client.leave();
});

test('a socket has at most a hundred topics', async () => {
  await using journals = await journalsAt(room.natsUrl);
  await using gateway = await liveGateway({ natsUrl: room.natsUrl, redisUrl: redis?.url });
  const client = await StreamClient.open(gateway.url);
  for (let count = 0; count < 101; count++)
    client.say({ op: 'subscribe', topic: `execution:${journals.journals.begin(workspaceId)}` });
  await expect.poll(() => client.ofOp('error').at(0)).toMatchObject({ code: 'rate-limited' });
  await expect.poll(() => client.ofOp('subscribed')).toHaveLength(100);
  client.leave();
});
