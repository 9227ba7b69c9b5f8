import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Link, openLink } from '../src/link.ts';

const CUT_MS = 100;
let opened: AsyncDisposableStack;
let link: Link;
/** What the server has heard, over all connections. It answers every word with itself. */
let heard: string[];

beforeEach(async () => {
  opened = new AsyncDisposableStack();
  const mine: string[] = [];
  heard = mine;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      mine.push(String(bytes));
      socket.write(bytes);
    });
    socket.on('close', () => mine.push('closed'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.defer(() => void server.close());
  link = opened.use(await openLink(() => `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`));
});
afterEach(() => opened.disposeAsync());

/** A connection, and what it has been answered so far. */
async function client(): Promise<{ socket: Socket; answers: string[] }> {
  const socket = connect(link.port, '127.0.0.1');
  opened.defer(() => void socket.destroy());
  const answers: string[] = [];
  socket.on('data', (bytes) => answers.push(String(bytes)));
  await once(socket, 'connect');
  return { socket, answers };
}

test('an open link hands on what both sides say, and their ends', async () => {
  const { socket, answers } = await client();
  socket.write('one');
  await expect.poll(() => answers).toEqual(['one']);
  socket.destroy();
  await expect.poll(() => heard).toEqual(['one', 'closed']);
});

test.each([
  { which: 'there', meanwhile: [] },
  { which: 'back', meanwhile: ['two'] },
] as const)(
  'a cut $which holds what is said, until as long after it as it has waited',
  async ({ which, meanwhile }) => {
    const { socket, answers } = await client();
    socket.write('one');
    await expect.poll(() => answers).toEqual(['one']);
    link.cut(which);
    const began = performance.now();
    socket.write('two');
    await sleep(CUT_MS);
    expect([answers, heard]).toEqual([['one'], ['one', ...meanwhile]]);
    link.heal();
    await expect.poll(() => answers, { interval: 5 }).toEqual(['one', 'two']);
    expect(performance.now() - began).toBeGreaterThan(CUT_MS * 2 - 5);
  },
);

test('who connects during a cut is connected after it', async () => {
  link.cut('back');
  const { socket, answers } = await client();
  socket.write('one');
  await sleep(CUT_MS);
  expect(heard).toEqual([]);
  link.heal();
  await expect.poll(() => answers).toEqual(['one']);
  expect(link.tries).toBe(1);
});

test('weather delays what is said, in its order', async () => {
  link.setWeather(() => CUT_MS);
  const { socket, answers } = await client();
  const began = performance.now();
  socket.write('one');
  await expect.poll(() => answers, { interval: 5 }).toEqual(['one']);
  expect(performance.now() - began).toBeGreaterThan(CUT_MS * 2 - 5);
});
