import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as dialTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Operation, type Service, services } from '@mesh/contracts/operation';
import { operations, operationsOf } from '@mesh/contracts/operations';
import { freshNats } from '@mesh/testing/nats';
import { connect, type NatsConnection, PermissionViolationError } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call } from '../src/call.ts';
import { contractDigest } from '../src/contract-digest.ts';
import { discover } from '../src/discover.ts';
import { natsConfig } from '../src/nats-config.ts';
import { serve } from '../src/serve.ts';
import { greet, open, somebody } from './fixture.ts';

const binary = process.env['MESH_TEST_NATS_BINARIES']?.split(':').at(-1);
const serverVersion = binary ? execFileSync(binary, ['--version'], { encoding: 'utf8' }) : 'v2.9.0';
const passwords = Object.fromEntries(services.map((service) => [service, `${service} "secret"`])) as Record<
  Service,
  string
>;
const folder = mkdtempSync(join(tmpdir(), 'permissions-'));
const opened = new AsyncDisposableStack();
let address: string;

beforeAll(async () => {
  opened.defer(() => rmSync(folder, { recursive: true, force: true }));
  const configFile = join(folder, 'nats.conf');
  const listen = '127.0.0.1:-1';
  const operator = { user: 'operator', password: 'all of it' };
  const storeDir = join(folder, 'store');
  writeFileSync(configFile, natsConfig({ serverVersion, listen, storeDir, passwords, operator }));
  const broker = opened.use(await freshNats({ binary, configFile }));
  address = new URL(broker.url).host;
});
afterAll(() => opened.disposeAsync());

const urlOf = (user: Service) => `nats://${user}:${encodeURIComponent(passwords[user])}@${address}`;
const dial = (user: Service) => connect({ servers: address, user, pass: passwords[user] });

/** What the broker says to a publication or subscription: nothing, or that it may not be. */
async function refusal(user: Service, attempt: (nats: NatsConnection) => void): Promise<string | undefined> {
  const nats = await dial(user);
  const refused = Promise.withResolvers<string>();
  void (async () => {
    for await (const status of nats.status()) if (status.type === 'error') refused.resolve(status.error.message);
  })();
  attempt(nats);
  const answer = await Promise.race([refused.promise, nats.flush().then(() => nats.flush())]);
  await nats.close();
  return answer ?? undefined;
}

/** The subjects on which a user may not publish. */
async function refusedAmong(user: Service, subjects: readonly string[]): Promise<string[]> {
  const nats = await dial(user);
  const refused: string[] = [];
  void (async () => {
    for await (const status of nats.status())
      if (status.type === 'error' && status.error instanceof PermissionViolationError)
        refused.push(status.error.subject);
  })();
  for (const subject of subjects) nats.publish(subject, '');
  await nats.flush();
  await nats.flush();
  await nats.close();
  return refused;
}
const subjectsOf = (all: readonly Operation[]) => all.map(({ subject }) => subject);

const publishing = (user: Service, subject: string) => refusal(user, (nats) => nats.publish(subject, ''));
const subscribing = (user: Service, subject: string) =>
  refusal(user, (nats) => void nats.subscribe(subject, { callback: () => {} }));

test('nobody connects without a name and its password', async () => {
  await expect(connect({ servers: address, maxReconnectAttempts: 0 })).rejects.toThrow(/Authorization Violation/i);
  await expect(connect({ servers: address, user: 'vectors', pass: 'wrong', maxReconnectAttempts: 0 })).rejects.toThrow(
    /Authorization Violation/i,
  );
});

test('a connection that says nothing, as that of a frozen process, is given up', async () => {
  const { hostname: host, port } = new URL(`nats://${address}`);
  const socket = dialTcp({ host, port: Number(port) });
  let told = '';
  socket.on('data', (part) => {
    if (!told)
      socket.write(`CONNECT ${JSON.stringify({ user: 'vectors', pass: passwords.vectors, verbose: false })}\r\n`);
    told += part;
  });
  await Promise.race([once(socket, 'close'), sleep(20_000)]);
  expect(socket.closed).toBe(true);
  expect(told).toMatch(/PING.*Stale Connection/s);
});

test('the payload limit is the one of the mesh', async () => {
  const nats = await dial('vectors');
  expect(nats.info?.max_payload).toBe(8 * 1_024 * 1_024);
  await nats.close();
});

test.each(services)('%s may not tell events of others, answer calls of others or listen to anybody', async (user) => {
  for (const other of services.filter((service) => service !== user)) {
    expect(await publishing(user, `event.ws_1.${other}.thing.done`)).toMatch(/Permissions Violation/i);
    expect(await publishing(user, `bundle.ws_1.${other}.lifecycle.told`)).toMatch(/Permissions Violation/i);
    expect(await publishing(user, `dead.${other}.heard.event.x`)).toMatch(/Permissions Violation/i);
    expect(await publishing(user, `$JS.ACK.EVENTS.${other}-heard.1.1.1.1.0`)).toMatch(/Permissions Violation/i);
    expect(await publishing(user, `$JS.API.CONSUMER.MSG.NEXT.EVENTS.${other}-heard`)).toMatch(/Permissions Violation/i);
    expect(await subscribing(user, `call.${other}.*`)).toMatch(/Permissions Violation/i);
    expect(await subscribing(user, `_INBOX_${other}.>`)).toMatch(/Permissions Violation/i);
  }
});

test.each(services)('%s may not delete or empty streams, nor read what no consumer of its own does', async (user) => {
  for (const subject of [
    ...['EVENTS', 'BUNDLES'].flatMap((stream) =>
      ['DELETE', 'PURGE', 'UPDATE'].map((verb) => `$JS.API.STREAM.${verb}.${stream}`),
    ),
    '$JS.API.STREAM.MSG.GET.DEAD_LETTERS',
    '$JS.API.DIRECT.GET.EVENTS',
    '$JS.API.CONSUMER.CREATE.EVENTS.spy',
    '$JS.API.CONSUMER.CREATE.BUNDLES.spy',
    `$JS.API.CONSUMER.DELETE.EVENTS.${user === 'vectors' ? 'plugins' : 'vectors'}-heard`,
    '_INBOX_gateway.guess',
    '$SYS.REQ.SERVER.PING',
  ])
    expect(await publishing(user, subject)).toMatch(/Permissions Violation/i);
  for (const subject of ['>', 'event.>', 'bundle.>', 'dead.>', '_INBOX.>', '$SYS.>', '$JS.>'])
    expect(await subscribing(user, subject)).toMatch(/Permissions Violation/i);
});

test.each(services)('%s may ask for each operation that it is a caller of, and for no other', async (user) => {
  const others = operations.filter(
    ({ callers, http }) => !callers.includes(user) && !(user === 'gateway' && http !== undefined),
  );
  const refused = await refusedAmong(user, subjectsOf(operations));
  expect(refused.sort()).toEqual(subjectsOf(others).sort());
});

test('whoever asks a service may look after its processes, and after no others', async () => {
  expect(await publishing('workflows', '$SRV.PING.credentials.one')).toBeUndefined();
  expect(await publishing('workflows', '$SRV.PING.gateway.one')).toMatch(/Permissions Violation/i);
  expect(await publishing('workflows', '$SRV.STATS.credentials.one')).toMatch(/Permissions Violation/i);
});

test('the gateway discovers who answers, with commit and contract', async () => {
  await using gateway = await open('gateway', urlOf('gateway'));
  await using vectors = await open('vectors', urlOf('vectors'));
  expect(await discover(gateway)).toEqual([]);
  await using _ = serve(vectors, greet, async () => ({ text: '' }));
  await vectors.ping();
  expect(await discover(gateway)).toEqual([
    {
      service: 'vectors',
      id: vectors.registration.id,
      version: '1.2.3',
      commit: 'c0ffee',
      contract: contractDigest([greet]),
    },
  ]);
});

test('what each user may do is enough to ask, to answer many at once and to say who is there', async () => {
  const [real] = operationsOf('vectors').filter(({ http }) => http);
  const asked = { ...greet, subject: real?.subject ?? greet.subject };
  await using gateway = await open('gateway', urlOf('gateway'));
  await using vectors = await open('vectors', urlOf('vectors'));
  await using _ = serve(vectors, asked, async ({ body }) => {
    await new Promise((resolve) => setTimeout(resolve, Number(body.name) % 7)); // so that answers leave one by one
    return { text: body.name };
  });
  await vectors.ping();
  const names = Array.from({ length: 64 }, (_, at) => String(at));
  const answers = await Promise.all(
    names.map((name) => call(gateway, asked, { body: { name } }, { principal: somebody })),
  );
  expect(answers.map(({ text }) => text)).toEqual(names);
});
