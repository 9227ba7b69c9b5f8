import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { Bus } from '@mesh/bus/bus';
import { call } from '@mesh/bus/call';
import { connectBus } from '@mesh/bus/connect';
import { generatePrincipalKeys } from '@mesh/bus/principal-keys';
import { serve } from '@mesh/bus/serve';
import * as credentialUse from '@mesh/contracts/credential-use';
import { newId } from '@mesh/contracts/id';
import { type Service, services } from '@mesh/contracts/operation';
import type { Principal } from '@mesh/contracts/principal';
import { objectClaims } from '@mesh/objects/claims';
import type { Objects } from '@mesh/objects/objects';
import { ensureBucket, openObjects } from '@mesh/objects/open';
import { silent } from '@mesh/runtime/log';
import { contextOf } from '@mesh/testing/context-of';
import { freshNats } from '@mesh/testing/nats';
import { servers } from '@mesh/testing/servers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokerCall } from '../src/broker/broker-call.ts';
import { hostOf } from './host-of.ts';
import { openRoom } from './room.ts';

const MIB = 1024 * 1024;
const SECRET = 'canary/5f+"3f9a';
const workspaceId = newId('ws');
const principal: Principal = { id: 'key_1', type: 'api-key', workspaceId, scopes: ['credentials:use'] };
const opened = new AsyncDisposableStack();
let objects: Objects;
let gateway: Bus;
let host: string;
let credentialId: string;
let received = 0;

beforeAll(async () => {
  const server = createServer(async (request, response) => {
    received = 0;
    for await (const part of request) received += (part as Buffer).length;
    response.end(`${request.headers.authorization} ${'y'.repeat(Number(request.url?.slice(1)) * MIB)}`);
  });
  host = await hostOf(server, opened);
  const bucket = { ...(await servers()).s3, bucket: `credentials-${randomBytes(4).toString('hex')}` };
  await ensureBucket(bucket);
  objects = opened.use(openObjects(bucket));
  const { url } = opened.use(await freshNats());
  const keys = generatePrincipalKeys(services);
  const claimCheck = objectClaims(objects);
  const about = { version: '1', commit: '1' };
  const connect = async (name: Service) => {
    const own = { signingKey: keys.signingKeys[name], publicKeys: keys.publicKeys };
    return opened.use(await connectBus({ url, name, log: silent, about, claimCheck, ...own }));
  };
  const room = opened.use(await openRoom([host]));
  opened.use(serve(await connect('credentials'), credentialUse.brokerCall, brokerCall(room.needs)));
  gateway = await connect('gateway');
  const data = { token: SECRET };
  credentialId = (await room.store(contextOf(workspaceId), { data, allowedHosts: [host] })).id;
});
afterAll(() => opened.disposeAsync());

const broker = (mebibytes: number, body: { body: string } | { bytes: string }) =>
  call(
    gateway,
    credentialUse.brokerCall,
    { params: { credentialId }, body: { method: 'POST', url: `http://${host}/${mebibytes}`, ...body } },
    { principal, deadlineMs: 60_000 },
  );

test('bodies that no message holds go both ways by reference, without the secret, and leave no claim behind', async () => {
  const answer = await broker(9, { body: 'x'.repeat(9 * MIB) });
  expect(received).toBe(9 * MIB);
  expect(answer.status).toBe(200);
  const text = answer.body as string;
  expect(text.length).toBe('Bearer [redacted] '.length + 9 * MIB);
  expect(text.slice(0, 20)).toBe('Bearer [redacted] yy');
  expect(await objects.deleteOlder('claims/', new Date(Date.now() + 60_000))).toBe(0);
}, 90_000);

test('an answer beyond 10 MiB is refused', async () => {
  await expect(broker(10, { body: 'x' })).rejects.toMatchObject({ code: 'egress-failed' });
}, 90_000);

test('a body of 10 MiB that is bytes goes out, one with three more is refused', async () => {
  const bytes = randomBytes(10 * MIB + 3);
  await broker(0, { bytes: bytes.subarray(3).toString('base64') });
  expect(received).toBe(10 * MIB);
  received = 0;
  await expect(broker(0, { bytes: bytes.toString('base64') })).rejects.toMatchObject({ code: 'invalid' });
  await expect(broker(0, { bytes: 'no base64!' })).rejects.toMatchObject({ code: 'invalid' });
  expect(received).toBe(0);
}, 90_000);
