import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@mesh/contracts/id';
import { type Service, services } from '@mesh/contracts/operation';
import { workspaceSubjects } from '@mesh/contracts/subjects';
import { freshNats, natsVersion } from '@mesh/testing/nats';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bus } from '../src/bus.ts';
import { natsConfig } from '../src/nats-config.ts';
import { isAtLeast } from '../src/server-version.ts';
import { admitSubscribers } from '../src/subscribers/admit-subscribers.ts';
import { issuerOf } from '../src/subscribers/issuer.ts';
import { open } from './fixture.ts';

const binary = process.env['MESH_TEST_NATS_BINARIES']?.split(':').at(-1);
const serverVersion = await natsVersion(binary);
const passwords = Object.fromEntries(services.map((service) => [service, `${service}-secret`])) as Record<
  Service,
  string
>;
const [own, other] = [newId('ws'), newId('ws')];
const opened = new AsyncDisposableStack();
let address: string;
let bus: Bus;
let lastsMs = 60_000;

test('an older server takes the configuration without a word of subscribers', () => {
  const config = (version: string) =>
    natsConfig({ serverVersion: version, listen: '127.0.0.1:-1', storeDir: '/data', passwords, subscribers: true });
  expect(config('v2.9.10')).not.toContain('auth_callout');
  expect(config('v2.10.0')).toContain(`issuer: ${issuerOf('gateway-secret').publicKey}`);
});

describe.runIf(isAtLeast(serverVersion, 2, 10))('a server of 2.10 or newer', () => {
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'subscribers-'));
    opened.defer(() => rmSync(folder, { recursive: true, force: true }));
    const configFile = join(folder, 'nats.conf');
    const operator = { user: 'operator', password: 'all of it' };
    const storeDir = join(folder, 'store');
    const config = { serverVersion, listen: '127.0.0.1:-1', storeDir, passwords, operator, subscribers: true };
    writeFileSync(configFile, natsConfig(config));
    const broker = opened.use(await freshNats({ binary, configFile }));
    address = new URL(broker.url).host;
    bus = opened.use(await open('gateway', `nats://gateway:${passwords.gateway}@${address}`));
    opened.use(
      admitSubscribers(bus, issuerOf(passwords.gateway), async (secret) => {
        if (!['the key', 'a silent key'].includes(secret)) throw new Error('no such key');
        const permissions = { publish: [`work.${own}.>`], subscribe: [workspaceSubjects(own), `_INBOX.${own}.>`] };
        return {
          name: own,
          permissions: secret === 'the key' ? permissions : { ...permissions, publish: [] },
          until: new Date(Date.now() + lastsMs),
        };
      }),
    );
    await bus.ping();
  });
  afterAll(() => opened.disposeAsync());

  const dial = (how: object) => connect({ servers: address, maxReconnectAttempts: 0, ...how });
  const told = async (nats: NatsConnection, subject: string) => {
    const refused = Promise.withResolvers<string>();
    void (async () => {
      for await (const status of nats.status()) if (status.type === 'error') refused.resolve(status.error.message);
    })();
    const messages: string[] = [];
    nats.subscribe(subject, { callback: (_error, message) => void messages.push(message.subject) });
    await nats.flush();
    return { messages, refused: () => Promise.race([refused.promise, nats.flush().then(() => undefined)]) };
  };
  const tell = async (...subjects: string[]) => {
    const operator = await dial({ user: 'operator', pass: 'all of it' });
    for (const subject of subjects) operator.publish(subject, '{}');
    await operator.drain();
  };

  test('whoever shows a key, as token or as password, hears the events of its workspace alone', async () => {
    for (const how of [{ token: 'the key' }, { user: 'anything', pass: 'the key' }]) {
      const nats = await dial(how);
      const { messages } = await told(nats, `event.${own}.>`);
      await tell(`event.${other}.shop.order.paid`, `event.${own}.shop.order.paid`);
      await expect.poll(() => messages).toEqual([`event.${own}.shop.order.paid`]);
      await nats.close();
    }
  });

  test('a narrower subject is fine, a wider one or another is refused', async () => {
    for (const [subject, isFine] of [
      [`event.${own}.workflows.execution.*`, true],
      [`event.${other}.>`, false],
      ['event.*.workflows.execution.completed', false],
      ['>', false],
      ['call.>', false],
      ['_INBOX_gateway.>', false],
      ['$SYS.>', false],
      ['$JS.API.>', false],
    ] as const) {
      const nats = await dial({ token: 'the key' });
      const { refused } = await told(nats, subject);
      const answer = await refused();
      if (isFine) expect(answer, subject).toBeUndefined();
      else expect(answer, subject).toMatch(/Permissions Violation/i);
      await nats.close();
    }
  });

  test('a subscriber says nothing to anybody but where it may', async () => {
    for (const [token, subject] of [
      ['a silent key', `work.${own}.take.jobs`],
      ...['the key', 'a silent key'].flatMap((one) => [
        [one, `work.${other}.take.jobs`],
        [one, `_INBOX.${own}.x`],
        [one, `event.${own}.shop.order.paid`],
        [one, 'call.vectors.search'],
        [one, '$JS.API.INFO'],
        [one, '$SYS.REQ.USER.AUTH'],
      ]),
    ] as [string, string][]) {
      const nats = await dial({ token });
      const { refused } = await told(nats, `event.${own}.>`);
      nats.publish(subject, '{}');
      await nats.flush();
      expect(await refused(), subject).toMatch(/Permissions Violation/i);
      await nats.close();
    }
  });

  test('no key, or none that is good, is an authorization violation; services show their own passwords as before', async () => {
    await expect(dial({ token: 'another key' })).rejects.toThrow(/authorization violation/i);
    await expect(dial({})).rejects.toThrow(/authorization violation/i);
    await expect(dial({ user: 'vectors', pass: 'wrong' })).rejects.toThrow(/authorization violation/i);
    await (await dial({ user: 'vectors', pass: passwords.vectors })).close();
  });

  test('a connection ends when its time is over, and the client comes again by itself', async () => {
    lastsMs = 2_000;
    const nats = await connect({
      servers: address,
      token: 'the key',
      reconnectTimeWait: 50,
      ignoreAuthErrorAbort: true,
    });
    lastsMs = 60_000;
    const came = Promise.withResolvers<void>();
    void (async () => {
      for await (const status of nats.status()) if (status.type === 'reconnect') came.resolve();
    })();
    const { messages } = await told(nats, `event.${own}.>`);
    await came.promise;
    await nats.flush();
    await tell(`event.${own}.shop.order.paid`);
    await expect.poll(() => messages).toHaveLength(1);
    await nats.close();
  });
});
