import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '@mesh/jq/json';
import { openLink } from '@mesh/testing/link';
import { type FreshNats, freshNats } from '@mesh/testing/nats';
import { temporaryFolder } from '@mesh/testing/temporary-folder';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorOf, outputOf, runIn } from './world.ts';

const [user, pass] = ['ada', 'a-password'];
const folder = temporaryFolder('asyncapi');
let broker: FreshNats;
let nats: NatsConnection;
beforeAll(async () => {
  const configFile = join(folder.path, 'nats.conf');
  const guest = `{ user: guest, password: "${pass}", permissions: { publish: "others", subscribe: "others" } }`;
  const users = `[{ user: ${user}, password: "${pass}" }, ${guest}]`;
  writeFileSync(configFile, `authorization { users: ${users} }\njetstream {}\n`);
  broker = await freshNats({ configFile });
  nats = await connect({ servers: new URL(broker.url).host, user, pass });
});
afterAll(async () => {
  await nats?.close();
  await broker?.[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const document = (host = new URL(broker.url).host) => ({
  asyncapi: '3.0.0',
  info: { title: 'Rooms', version: '1.0.0' },
  servers: { broker: { host, protocol: 'nats' } },
  channels: { room: { address: 'rooms.{room}', parameters: { room: { default: 'lobby' } } } },
  operations: {
    say: { action: 'receive', channel: { $ref: '#/channels/room' } },
    hear: { action: 'send', channel: { $ref: '#/channels/room' }, bindings: { nats: { queue: 'workers' } } },
  },
});
const login = `authentication: {basic: {username: ${user}, password: ${pass}}}`;
const run = (given: string, more = '', host?: string) =>
  runIn(
    () => ({ body: document(host) }),
    `
  - speak: {call: asyncapi, with: {document: {endpoint: https://docs.example/rooms.json}, protocol: nats, ${given}}${more}}`,
  );

/** Publishes until somebody who subscribes has had enough. */
async function whileSaying<T>(messages: readonly Json[], listening: Promise<T>): Promise<T> {
  let at = 0;
  const timer = setInterval(() => nats.publish('rooms.lobby', JSON.stringify(messages[at++ % messages.length])), 20);
  return listening.finally(() => clearInterval(timer));
}

test('a message is published on the subject of the channel, with its headers and a key of its own', async () => {
  const heard = nats.subscribe('rooms.>', { max: 1 });
  await nats.flush();
  const ran = await run(`operation: say, message: {payload: {text: hi}, headers: {mood: good}}, ${login}`);
  expect(outputOf(ran)).toEqual({ payload: { text: 'hi' }, headers: { mood: 'good' } });
  for await (const message of heard) {
    expect(message.subject).toBe('rooms.lobby');
    expect(message.json()).toEqual({ text: 'hi' });
    expect(message.headers?.get('mood')).toBe('good');
    expect(message.headers?.get('Nats-Msg-Id')).toMatch(/^exe_.*speak/);
  }
});

test('messages are consumed by filter and amount, each through its tasks', async () => {
  const subscription =
    '{filter: "${ .payload.n > 1 }", consume: {amount: 2}, foreach: {do: [{one: {set: {n: "${ $item.payload.n }"}}}]}}';
  const ran = await whileSaying([{ n: 1 }, { n: 2 }], run(`operation: hear, subscription: ${subscription}, ${login}`));
  expect(outputOf(ran)).toEqual([{ n: 2 }, { n: 2 }]);
});

test.each([
  ['publish', 'operation: say, message: {payload: {text: hi}}'],
  ['subscribe', 'operation: hear, subscription: {consume: {amount: 1}}'],
])('who may not %s is told so', async (_what, given) => {
  const ran = await run(`${given}, ${login.replace(user, 'guest')}`, ', timeout: {after: {seconds: 5}}');
  expect(errorOf(ran)).toMatchObject({ type: expect.stringMatching(/authorization$/), status: 403 });
});

test.each([
  ['a header whose name has a space', 'message: {payload: {text: hi}, headers: {"two words": x}}'],
  ['a header of two lines', 'message: {payload: {text: hi}, headers: {mood: "good\\nx: y"}}'],
])('%s is an error of validation', async (_what, message) => {
  const ran = await run(`operation: say, ${message}, ${login}`);
  expect(errorOf(ran)).toMatchObject({ status: 400, detail: expect.stringMatching(/^the message cannot be sent/) });
});

test.each([
  [
    'a login that is refused',
    'authentication: {basic: {username: ada, password: wrong}}',
    undefined,
    /authentication$/,
    401,
  ],
  ['a private place that nothing opens', login, '127.0.0.2:4222', /authorization$/, 422],
  ['a name of this machine', login, 'localhost:4222', /authorization$/, 422],
  ['nobody who listens', login, '127.0.0.1:1', /communication$/, 502],
] as const)('%s is an error', async (_what, given, host, type, status) => {
  const ran = await run(`operation: say, message: {payload: {text: hi}}, ${given}`, '', host);
  expect(errorOf(ran)).toMatchObject({ type: expect.stringMatching(type), status });
});

test('a server that falls silent is lost soon', { timeout: 60_000 }, async () => {
  await using link = await openLink(() => broker.url);
  const hearing = run(
    `operation: hear, subscription: {filter: "\${ false }", consume: {amount: 1}}, ${login}`,
    '',
    `127.0.0.1:${link.port}`,
  );
  const isHeard = () => nats.request('rooms.lobby', '{}', { timeout: 100 }).catch(({ name }: Error) => name);
  await expect.poll(isHeard).toBe('TimeoutError');
  link.cut('both');
  expect(errorOf(await hearing)).toMatchObject({ type: expect.stringMatching(/communication$/) });
});

test('a timeout ends a subscription that hears nothing', async () => {
  const ran = await run(
    `operation: hear, subscription: {consume: {amount: 1}}, ${login}`,
    ', timeout: {after: {milliseconds: 300}}',
  );
  expect(errorOf(ran)).toMatchObject({ status: 408 });
});
