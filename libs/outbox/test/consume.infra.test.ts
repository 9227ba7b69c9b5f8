import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Bus } from '@mesh/bus/bus';
import { eventSubject } from '@mesh/contracts/event';
import { newId } from '@mesh/contracts/id';
import type { Database } from '@mesh/database/database';
import { type Log, silent } from '@mesh/runtime/log';
import { freshNats } from '@mesh/testing/nats';
import { jetstream } from '@nats-io/jetstream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { consume } from '../src/consume.ts';
import { type CloudEvent, toHeaders } from '../src/event/cloud-event.ts';
import { type FactHandler, type FactOf, on } from '../src/on.ts';
import { startOutbox } from '../src/relay.ts';
import { brokers } from './brokers.ts';
import { count, counted, effects, openBus, openStore, range, type Schema, workspaceId } from './fixture.ts';

const PATIENCE = { timeout: 60_000, interval: 50 };
type Number = FactOf<{ number: number }>;
type Handle = Parameters<typeof on<Schema, typeof counted.data>>[1];

const insert: Handle = async (trx, { id, workspaceId, data }) => {
  await trx.insertInto('effect').values({ workspaceId, eventId: id, number: data.number }).execute();
};

describe.each(brokers)('on $name', ({ binary }) => {
  let opened: AsyncDisposableStack;
  let db: Database<Schema>;
  let bus: Bus;
  let databaseUrl: string;
  let natsUrl: string;

  beforeEach(async () => {
    opened = new AsyncDisposableStack();
    const broker = opened.use(await freshNats({ binary }));
    natsUrl = broker.url;
    const store = opened.use(await openStore());
    db = store.db;
    databaseUrl = store.url;
    bus = opened.use(await openBus('vectors', natsUrl));
    opened.use(startOutbox({ db, bus, service: 'vectors', log: silent }));
  });
  afterEach(() => opened.disposeAsync());

  const hear = (handle: Handle, log: Log = silent) => {
    const handlers: FactHandler<Schema>[] = [on(counted, handle)];
    return opened.use(consume({ db, bus, service: 'vectors', name: 'heard', handlers, log }));
  };
  /** Puts a message on the stream as a producer would that need not be ours. */
  const publish = async (data: number | Buffer, event: Partial<CloudEvent> = {}, subjectOf = workspaceId) => {
    const told = { id: newId('evt'), type: counted.type, source: '/test', time: new Date().toISOString(), ...event };
    const headers = toHeaders(told);
    const subject = eventSubject(counted, subjectOf);
    const body = typeof data === 'object' ? data : JSON.stringify({ number: data });
    await expect.poll(() => jetstream(bus.nats).publish(subject, body, { headers }), PATIENCE).toBeTruthy();
    return told.id;
  };
  const letters = () =>
    db.asSystem((trx) => trx.selectFrom('deadLetter').select(['eventId', 'failures', 'reason', 'deadAt']).execute());
  const buried = async () => (await letters()).filter(({ deadAt }) => deadAt !== null);

  test('every message delivered twice and shuffled has its effect once', async () => {
    hear(insert);
    const ids = range(0, 100).map((number) => ({ number, id: newId('evt') }));
    const shuffled = [...ids, ...ids].sort(() => Math.random() - 0.5);
    for (const { number, id } of shuffled) await publish(number, { id });
    await publish(100);
    await expect.poll(() => effects(db), PATIENCE).toEqual(range(0, 101));
  });

  test('a handler hears id, workspace, data, time and what the event is about', async () => {
    const heard = Promise.withResolvers<Number>();
    hear(async (_trx, fact) => heard.resolve(fact));
    const id = await publish(7, { subject: 'number/7 – ü' });
    expect(await heard.promise).toMatchObject({ id, workspaceId, data: { number: 7 }, subject: 'number/7 – ü' });
    expect(Date.parse((await heard.promise).time)).toBeGreaterThan(0);
  });

  test('an effect that fails is undone and comes again', async () => {
    let failures = 0;
    hear(async (trx, fact) => {
      await insert(trx, fact);
      if (failures++ < 2) throw new Error('not yet');
    });
    await count(db, 0, 1);
    await expect.poll(() => effects(db), PATIENCE).toEqual([0]);
    await expect.poll(letters, PATIENCE).toEqual([]);
    expect(failures).toBe(3);
  });

  test('a poison message ends in the dead letters after eight failures, holds nobody up, and can be replayed', async () => {
    let isPoison = true;
    let tries = 0;
    const consumption = hear(async (trx, fact) => {
      if (fact.data.number === 13) tries++;
      if (fact.data.number === 13 && isPoison) throw new Error('unlucky');
      await insert(trx, fact);
    });
    const ids = await count(db, 0, 20);
    const poison = ids[13] ?? '';
    const others = range(0, 20).filter((number) => number !== 13);
    await expect.poll(() => effects(db), PATIENCE).toEqual(others);
    await expect.poll(buried, PATIENCE).toMatchObject([{ eventId: poison, failures: 8, reason: 'Error: unlucky' }]);
    expect(tries).toBe(8);

    const request = () =>
      bus.nats.request('$JS.API.STREAM.INFO.DEAD_LETTERS', JSON.stringify({ subjects_filter: '>' }), {
        timeout: 5_000,
      });
    await expect
      .poll(async () => (await request()).json<{ state: { subjects?: object } }>().state.subjects, PATIENCE)
      .toEqual({ [`dead.vectors.heard.${eventSubject(counted, workspaceId)}`]: 1 });

    await expect(consumption.replay(workspaceId, poison)).rejects.toThrow('unlucky');
    isPoison = false;
    await consumption.replay(workspaceId, poison);
    expect(await effects(db)).toEqual(range(0, 20));
    await expect(consumption.replay(workspaceId, poison)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('a dead letter of another workspace is not found', async () => {
    const consumption = hear(insert);
    await expect(consumption.replay(newId('ws'), 'evt_1')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('a payload that claims another workspace is refused, buried and reported', async () => {
    const reports: object[] = [];
    hear(insert, { ...silent, child: () => ({ ...silent, error: (fields) => void reports.push(fields) }) });
    const id = await publish(1, { workspaceid: newId('ws') });
    await expect.poll(buried, PATIENCE).toMatchObject([{ eventId: id, reason: /another workspace/ }]);
    expect(await effects(db)).toEqual([]);
    expect(reports).toContainEqual(expect.objectContaining({ eventId: id, security: true }));
  });

  test('data that does not fit is buried at once', async () => {
    hear(insert);
    const id = await publish('not a number' as unknown as number);
    await expect.poll(buried, PATIENCE).toMatchObject([{ eventId: id, failures: 1 }]);
  });

  test('bytes that no text holds are buried too, and as they are', async () => {
    const consumption = hear(insert);
    const id = await publish(Buffer.from([0, 255]));
    await expect.poll(buried, PATIENCE).toMatchObject([{ eventId: id, failures: 1, reason: 'its data is not JSON' }]);
    await expect(consumption.replay(workspaceId, id)).rejects.toThrow('its data is not JSON');
  });

  test('an unknown version waits and uses up no attempt', async () => {
    hear(insert);
    await publish(1, { type: 'mesh.vectors.number.counted.v2' });
    await publish(2);
    await expect.poll(() => effects(db), PATIENCE).toEqual([2]);
    expect(await letters()).toEqual([]);
    const info = await bus.nats.request('$JS.API.CONSUMER.INFO.EVENTS.vectors-heard', '', { timeout: 5_000 });
    expect(info.json()).toMatchObject({ num_ack_pending: 1 });
  });

  test('a consumer that is killed in the middle is followed by another', async () => {
    const script = fileURLToPath(new URL('./processes/hanging-consumer.ts', import.meta.url));
    const dying = spawn(process.execPath, [script, databaseUrl, natsUrl], { stdio: ['ignore', 'pipe', 'inherit'] });
    await count(db, 0, 1);
    await once(dying.stdout, 'data');
    dying.kill('SIGKILL');
    await once(dying, 'exit');
    hear(insert);
    await expect.poll(() => effects(db), PATIENCE).toEqual([0]);
  });
});
