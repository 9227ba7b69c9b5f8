import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { freshDatabase } from '../../src/database.ts';
import { Points } from '../../src/points/points.ts';

const program = new URL('./processes/paying.ts', import.meta.url).pathname;
const POINTS = [
  'pg connect',
  'pg begin',
  'pg insert payment',
  'pg commit insert payment',
  'http POST /receipts',
].flatMap((name) => [`points ${name} before`, `points ${name} after`]);
/** What the world knows once a process was killed at a point. */
const KNOWN = [
  ['points pg commit insert payment before', { rows: 0, receipts: 0 }],
  ['points pg commit insert payment after', { rows: 1, receipts: 0 }],
  ['points http POST /receipts before', { rows: 1, receipts: 0 }],
  ['points http POST /receipts after', { rows: 1, receipts: 1 }],
] as const;

const opened = new AsyncDisposableStack();
let client: pg.Client;
let url: string;
let strangerUrl: string;
let receipts = 0;
let points: Points;
beforeAll(async () => {
  ({ url } = opened.use(await freshDatabase({ folders: [] })));
  client = new pg.Client({ connectionString: url });
  await client.connect();
  opened.defer(() => client.end());
  await client.query('create table payment (paid boolean)');
  const stranger = createServer((_, response) => {
    receipts += 1;
    response.end('thanks');
  }).listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  opened.defer(() => void stranger.close());
  strangerUrl = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
});
afterAll(() => opened.disposeAsync());
beforeEach(async () => {
  points = opened.use(new Points());
  receipts = 0;
  await client.query('truncate payment');
});

function start() {
  const child = spawn(process.execPath, [program, url, strangerUrl], {
    env: { ...process.env, ...points.env },
    stdio: 'inherit',
  });
  return once(child, 'exit');
}

const rows = async () => (await client.query('select 1 from payment')).rowCount;

test('both sides of all that crosses the border of a process are points of it', async () => {
  expect(await start()).toEqual([0, null]);
  expect(points.seen()).toEqual([...POINTS].sort());
});

test.each(KNOWN)('killed at «%s» a process leaves %o', async (point, known) => {
  points.arm({ point, mode: 'kill', at: 1 });
  expect(await start()).toEqual([null, 'SIGKILL']);
  expect(await points.fired(point, 0)).toBe(true);
  expect({ rows: await rows(), receipts }).toEqual(known);
});

test.each(KNOWN)(
  'cut off at «%s» a process leaves %o as well, and is told that the connection broke',
  async (point, known) => {
    points.arm({ point, mode: 'cut', at: 1 });
    expect(await start(), 'it lives, and fails by itself').toEqual([1, null]);
    expect(await points.fired(point, 0)).toBe(true);
    await expect.poll(async () => ({ rows: await rows(), receipts })).toEqual(known);
  },
);

test('it is killed once: who is started again gets past', async () => {
  points.arm({ point: 'points pg begin before', mode: 'kill', at: 1 });
  expect(await start()).toEqual([null, 'SIGKILL']);
  expect(await start()).toEqual([0, null]);
});

test('what comes there less often than was asked gets past', async () => {
  const point = 'points pg begin before';
  points.arm({ point, mode: 'kill', at: 2 });
  expect(await start()).toEqual([0, null]);
  expect(await points.fired(point, 0)).toBe(false);
});

test.each([
  ['points pg commit insert payment before', 0],
  ['points pg commit insert payment after', 1],
])('held back at «%s» it goes on when it is let', async (point, before) => {
  points.arm({ point, mode: 'pause', at: 1 });
  const ended = start();
  expect(await points.fired(point, 10_000)).toBe(true);
  expect({ rows: await rows(), receipts }).toEqual({ rows: before, receipts: 0 });
  points.release(point);
  expect(await ended).toEqual([0, null]);
  expect({ rows: await rows(), receipts }).toEqual({ rows: 1, receipts: 1 });
});
