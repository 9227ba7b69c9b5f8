import { EVENTS } from '@mesh/contracts/subjects';
import { freshNats } from '@mesh/testing/nats';
import { jetstreamManager } from '@nats-io/jetstream';
import { describe, expect, test } from 'vitest';
import { ensureConsumer } from '../src/handle/consumer.ts';
import { ensureStream } from '../src/publish/streams.ts';
import { brokers } from './brokers.ts';
import { openBus } from './fixture.ts';

describe.each(brokers)('on $name', ({ binary }) => {
  test('a consumer whose handlers change keeps its place and hears more', async () => {
    await using broker = await freshNats({ binary });
    await using bus = await openBus('workflows', broker.url);
    const manager = await jetstreamManager(bus.nats);
    await ensureStream(manager, EVENTS);
    const heard = async (filter: string) => {
      const consumer = await ensureConsumer(bus, manager, { service: 'workflows', name: 'heard' }, filter);
      const message = await consumer.next({ expires: 2_000 });
      await message?.ackAck();
      return message?.subject;
    };
    for (const subject of ['event.ws.vectors.a.b', 'event.ws.vectors.c.d', 'event.ws.vectors.a.b'])
      bus.nats.publish(subject, '{}');
    expect(await heard('event.*.vectors.a.b')).toBe('event.ws.vectors.a.b');
    expect(await heard('event.>')).toBe('event.ws.vectors.c.d');
    expect(await heard('event.>')).toBe('event.ws.vectors.a.b');
  });
});
