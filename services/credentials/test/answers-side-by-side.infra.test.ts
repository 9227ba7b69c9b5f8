import { createServer } from 'node:http';
import { contextOf } from '@mesh/testing/context-of';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokerCall } from '../src/broker/broker-call.ts';
import { hostOf } from './host-of.ts';
import { openRoom, type Room } from './room.ts';

const MIB = 1024 * 1024;
const ANSWERS = 64;
const ANSWER_MIB = 9;
const part = Buffer.alloc(MIB, '{"a": "line of a large answer"}\n');
const opened = new AsyncDisposableStack();
let room: Room;
let host: string;

beforeAll(async () => {
  const server = createServer((_, response) => {
    for (let sent = 0; sent < ANSWER_MIB; sent++) response.write(part);
    response.end();
  });
  host = await hostOf(server, opened);
  room = opened.use(await openRoom([host]));
});
afterAll(() => opened.disposeAsync());

/** The most memory that so many large answers take side by side, in MiB. */
async function mostMemory(answers: number): Promise<number> {
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
  const memory = () => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = memory();
  let most = before;
  const looking = setInterval(() => {
    most = Math.max(most, memory());
  }, 5);
  try {
    const lengths = await Promise.all(Array.from({ length: answers }, one));
    expect(new Set(lengths)).toEqual(new Set([ANSWER_MIB * MIB]));
  } finally {
    clearInterval(looking);
  }
  return (most - before) / MIB;
}

test('many large answers side by side are held a few at a time', async () => {
  expect(await mostMemory(ANSWERS)).toBeLessThan((ANSWERS * ANSWER_MIB) / 2);
}, 120_000);
