import { contractDigest } from '@mesh/bus/contract-digest';
import { operationsOf } from '@mesh/contracts/operations';
import { Health } from '@mesh/runtime/health';
import { silent } from '@mesh/runtime/log';
import { freshNats } from '@mesh/testing/nats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { healthRoutes } from '../src/health/health-routes.ts';
import { watchContracts } from '../src/health/watch-contracts.ts';
import { openRoom, type Room } from './room.ts';
import { testApp } from './test-app.ts';

const about = { service: 'gateway', version: '1', commit: 'c' };
const opened = new AsyncDisposableStack();
let room: Room;
let natsUrl: string;

beforeAll(async () => {
  natsUrl = opened.use(await freshNats()).url; // nobody else answers on it
  room = opened.use(await openRoom({ natsUrl }));
});
afterAll(() => opened.disposeAsync());

test('a service with another contract makes the gateway degraded, and is named', async () => {
  const health = new Health();
  const app = testApp({ ...room.parts, routes: [healthRoutes({ health, about, whoAsks: room.parts.whoAsks })] });
  const vectors = await room.busOf('vectors');
  let contract = contractDigest(operationsOf('vectors'));
  vectors.nats.subscribe('$SRV.PING', {
    callback: (_error, message) => {
      const metadata = { commit: 'c', contract };
      message.respond(JSON.stringify({ name: 'vectors', id: 'v1', version: '1', metadata }));
    },
  });
  const ready = async () => {
    await using watch = watchContracts(room.bus, silent);
    health.add('contracts', { required: false, check: () => watch.check() });
    let answer = await app.inject('/health/ready');
    await expect
      .poll(async () => {
        answer = await app.inject('/health/ready');
        return answer.json().status;
      })
      .toBe(contract === 'other' ? 'degraded' : 'ok');
    return answer;
  };
  expect((await ready()).json()).toMatchObject({ status: 'ok' });
  contract = 'other';
  const answer = await ready();
  expect(answer.statusCode).toBe(200);
  expect(answer.json().checks.contracts).toMatchObject({ status: 'down', detail: 'ContractsDiffer: vectors' });
  await app.close();
});

test.each([
  ['the private network', '127.0.0.1', {}, 200],
  ['the private network over IPv6', '::ffff:10.0.0.7', {}, 200],
  ['afar', '203.0.113.9', {}, 404],
  ['afar through an edge', '10.0.0.7', { 'x-forwarded-for': '203.0.113.9' }, 404],
  ['afar with a key that may read them', '203.0.113.9', { 'x-api-key': 'good' }, 200],
])('metrics asked from %s', async (_from, remoteAddress, headers, status) => {
  const whoAsks: typeof room.parts.whoAsks = async () => room.principal;
  const app = testApp({
    routes: [
      healthRoutes({
        health: new Health(),
        about,
        whoAsks: (request) => (request.headers['x-api-key'] ? whoAsks() : Promise.reject(new Error('nobody'))),
      }),
    ],
  });
  const answer = await app.inject({ url: '/metrics', remoteAddress, headers });
  expect(answer.statusCode).toBe(status);
  if (status === 404) expect(answer.json().code).toBe('not-found');
  expect((await app.inject({ url: '/health/live', remoteAddress })).statusCode).toBe(200);
  await app.close();
});
