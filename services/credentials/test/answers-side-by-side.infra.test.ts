import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { contextOf } from '@mesh/testing/context-of';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokerCall } from '../src/broker/broker-call.ts';
import { hostOf } from './host-of.ts';
import { openRoom, type Room } from './room.ts';

const MIB = 1024 * 1024;
/** More than what the sockets of one connection take in while nobody reads. */
const ANSWER_MIB = 9;
const AT_ONCE = 16;
const ROUNDS = 2;
const part = Buffer.alloc(MIB, '{"a": "line of a large answer"}\n');
const opened = new AsyncDisposableStack();
/** The answers that were taken in as far as they were sent: all but their end. */
const taken: ServerResponse[] = [];
let room: Room;
let host: string;

beforeAll(async () => {
  const server = createServer(async (_, response) => {
    const write = promisify<Buffer, void>(response.write.bind(response));
    for (let sent = 0; sent < ANSWER_MIB; sent++) await write(part);
    taken.push(response);
  });
  host = await hostOf(server, opened);
  room = opened.use(await openRoom([host]));
});
afterAll(() => opened.disposeAsync());

test('many large answers side by side are held a few at a time', async () => {
  const context = contextOf();
  const { id } = await room.store(context, { allowedHosts: [host] });
  const broker = brokerCall(room.needs);
  const one = async () => {
    const answer = await broker(
      {
        params: { credentialId: id },
        query: { environment: 'production' },
        headers: {},
        body: { method: 'GET', url: `http://${host}/`, headers: {}, repeatable: false, placeholders: {}, inject: true },
      },
      context,
    );
    return String(answer.body).length;
  };
  const lengths = Promise.all(Array.from({ length: AT_ONCE * ROUNDS }, one));
  for (let round = 0; round < ROUNDS; round++) {
    await expect.poll(() => taken.length, { timeout: 30_000 }).toBeGreaterThanOrEqual(AT_ONCE);
    await sleep(500); // for others that would be taken in beside these
    expect(taken.length).toBe(AT_ONCE);
    for (const response of taken.splice(0)) response.end();
  }
  expect(new Set(await lengths)).toEqual(new Set([ANSWER_MIB * MIB]));
}, 120_000);
