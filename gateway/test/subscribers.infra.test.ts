import { isAtLeast } from '@mesh/bus/server-version';
import { formatApiKey, newApiKey } from '@mesh/contracts/api-key';
import { newId } from '@mesh/contracts/id';
import * as access from '@mesh/contracts/nats-access';
import type { Scope } from '@mesh/contracts/scope';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { VerifiedKeys } from '../src/api-key/verified-keys.ts';
import { local } from '../src/http/local-operation.ts';
import { authenticate } from '../src/identity/authenticate.ts';
import { bootstrap } from '../src/identity/bootstrap.ts';
import { admitKeys } from '../src/subscribers/admit-keys.ts';
import { getNatsAccess } from '../src/subscribers/get-nats-access.ts';
import { gatewayPassword, whyNot } from '../src/subscribers/nats-access.ts';
import { openRoom, pepper, type Room } from './room.ts';
import { testApp } from './test-app.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
}, 60_000);
afterAll(() => room[Symbol.asyncDispose]());

test('a key hears its workspace for five minutes, then the broker asks again', async () => {
  const workspaceId = newId('ws');
  const apiKey = formatApiKey(newApiKey());
  await bootstrap(room.db, { workspaceId, apiKey, pepper });
  const identity = { db: room.db, pepper, verified: new VerifiedKeys() };
  const admit = admitKeys(({ headers }) => authenticate(identity, headers));
  const { name, permissions, until } = await admit(apiKey);
  expect(name).toBe(workspaceId);
  expect(permissions.subscribe).toContain(`event.${workspaceId}.>`);
  const minutes = (until.getTime() - Date.now()) / 60_000;
  expect(minutes).toBeGreaterThan(4);
  expect(minutes).toBeLessThanOrEqual(5);
  for (const wrong of ['', 'amk_none', formatApiKey(newApiKey())])
    await expect(admit(wrong)).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('a key hears events, works, or does neither, as its scopes say', async () => {
  const { id } = room.principal;
  const admitted = (...scopes: Scope[]) => admitKeys(async () => ({ ...room.principal, scopes }))('any');
  await expect(admitted('executions:read')).rejects.toMatchObject({ code: 'forbidden' });
  const events = `event.${room.principal.workspaceId}.>`;
  expect((await admitted('events:read')).permissions).toEqual({ publish: [], subscribe: [events] });
  const work = { publish: [`work.${id}.>`], subscribe: [`_INBOX.${id}.>`] };
  expect((await admitted('tasks:work')).permissions).toEqual(work);
  const both = { ...work, subscribe: [events, ...work.subscribe] };
  expect((await admitted('tasks:work', 'events:read')).permissions).toEqual(both);
});

test('a workspace that opens connections without end is refused more, and another is not', async () => {
  const workspaceIds = [newId('ws'), newId('ws')];
  const admit = admitKeys(async ({ headers }) => {
    const workspaceId = workspaceIds[Number(headers['x-api-key'])] ?? '';
    return { ...room.principal, workspaceId, scopes: ['events:read'] };
  }, 3);
  for (let connection = 0; connection < 3; connection++) await admit('0');
  await expect(admit('0')).rejects.toMatchObject({ code: 'rate-limited' });
  expect((await admit('1')).name).toBe(workspaceIds[1]);
});

test('whether keys may connect is told with the reason', async () => {
  const handler = getNatsAccess(() => room.bus, 'nats://gateway:secret@broker:4222');
  const app = testApp({ ...room.parts, locals: [local(access.getNatsAccess, handler)] });
  const version = room.bus.nats.info?.version;
  const isNew = isAtLeast(version, 2, 10);
  expect((await app.inject({ method: 'GET', url: '/v1/nats-access' })).json()).toEqual({
    available: isNew,
    ...(!isNew && { reason: 'server-too-old' }),
    subject: `event.${room.principal.workspaceId}.>`,
    serverVersion: version,
  });
  await app.close();
});

test('a broker that does not know the gateway by a password cannot trust it', () => {
  expect(gatewayPassword('nats://gateway:a%20b@one:4222, nats://gateway:a%20b@two:4222')).toBe('a b');
  for (const url of ['nats://broker:4222', 'nats://operator:secret@broker:4222'])
    expect(gatewayPassword(url), url).toBeUndefined();
  const reason = whyNot(room.bus, 'nats://broker:4222');
  expect(['server-too-old', 'not-configured']).toContain(reason);
});
