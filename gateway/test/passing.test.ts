import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Cache } from '@mesh/cache/cache';
import { openCache } from '@mesh/cache/open';
import { DELTAS } from '@mesh/contracts/deltas';
import { silent } from '@mesh/runtime/log';
import { expect, test } from 'vitest';
import { follow } from '../src/live/follow.ts';
import { Hub } from '../src/live/hub.ts';
import { Subscription } from '../src/live/socket/subscription.ts';
import { EventStream } from '../src/live/sse/event-stream.ts';
import { LiveClient } from './live-client.ts';
import { Sequence } from './live-sequence.ts';

/** A cache whose channels are heard in this process. */
function openChannels() {
  const heard = new Map<string, (channel: string, text: string) => void>();
  const subscribe: Cache['subscribe'] = (pattern, hear) => {
    heard.set(pattern, hear);
    return { [Symbol.dispose]: () => void heard.delete(pattern) };
  };
  const cache: Cache = { ...openCache({ log: silent }), subscribe };
  return { cache, publish: (channel: string, text: string) => heard.get(channel)?.(channel, text) };
}

const words = (executionId: string, text: string) =>
  JSON.stringify({ executionId, task: '/do/0/ask/turn', from: 0, text });

test('words of a model pass by whoever follows their execution, and leave the cursor where it is', async () => {
  const { cache, publish } = openChannels();
  using hub = new Hub({ cache, hints: 'none', log: silent });
  const sequence = new Sequence(1);
  const server = createServer(async (_request, response) => {
    const stream = new EventStream(response, sequence);
    stream.start({}, 0);
    await follow(stream, await sequence.read(0), hub);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = await LiveClient.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await expect.poll(() => hub.size).toBe(1);
  publish(DELTAS, words('of another', 'no'));
  publish(DELTAS, 'no JSON');
  publish(DELTAS, words(sequence.hint, 'hello'));
  await expect.poll(() => client.told.filter(({ event }) => event === 'model.delta')).toHaveLength(1);
  expect(client.told.at(-1)).toEqual({
    event: 'model.delta',
    data: JSON.stringify({ task: '/do/0/ask/turn', from: 0, text: 'hello' }),
  });
  expect(client.lastId).toMatch(/:1$/);
  sequence.ended = true;
  await client.ended;
  await new Promise((resolve) => server.close(resolve));
});

test('on a socket they are events without an id', () => {
  const written: string[] = [];
  const write = (messages: readonly string[]) => written.push(...messages) > 0;
  const subscription = new Subscription('execution:x', new Sequence(0), write);
  subscription.pass({ type: 'model.delta', json: '{"text":"hi"}' });
  expect(written.map((one) => JSON.parse(one))).toEqual([
    { op: 'event', topic: 'execution:x', event: 'model.delta', data: { text: 'hi' } },
  ]);
});
