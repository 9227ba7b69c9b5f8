import { eventSubject } from '@mesh/contracts/event';
import { BUNDLES, bundleSubject, EVERY_BUNDLE, EVERY_EVENT } from '@mesh/contracts/subjects';
import { eventEmitted } from '@mesh/contracts/workflows-events';
import { silent } from '@mesh/runtime/log';
import { freshNats } from '@mesh/testing/nats';
import { jetstream } from '@nats-io/jetstream';
import { headers } from '@nats-io/nats-core';
import { expect, test } from 'vitest';
import { consumeInOrder } from '../src/consume-in-order.ts';
import { toStructured } from '../src/event/structured-event.ts';
import { factsOf, type Heard } from '../src/handle/heard.ts';
import { startOutbox } from '../src/relay.ts';
import { count, openBus, openStore, range, workspaceId } from './fixture.ts';

const PATIENCE = { timeout: 60_000, interval: 50 };
const FAILURES = 2;

test('what a consumer of groups could not do it gets again, in order, and nothing is left out', async () => {
  await using opened = new AsyncDisposableStack();
  const { url } = opened.use(await freshNats());
  const { db } = opened.use(await openStore());
  const bus = opened.use(await openBus('vectors', url));
  opened.use(startOutbox({ db, bus, service: 'vectors', log: silent }));
  await count(db, 0, 30);
  const unpublished = () =>
    db.asSystem((trx) => trx.selectFrom('outbox').select('id').where('publishedAt', 'is', null).execute());
  await expect.poll(unpublished, PATIENCE).toEqual([]);
  const hearing = opened.use(await openBus('gateway', url));
  const done: number[] = [];
  let failures = 0;
  const handle = async (heard: readonly Heard[]) => {
    const numbers = heard.map(({ fact }) => (fact?.data as { number: number } | undefined)?.number ?? 0);
    if (numbers.includes(10) && failures < FAILURES) {
      failures += 1;
      throw new Error('not yet');
    }
    done.push(...numbers);
  };
  const needs = {
    bus: hearing,
    service: 'gateway',
    name: 'heard',
    filter: EVERY_EVENT,
    atOnce: 64,
    log: silent,
  } as const;
  opened.use(consumeInOrder({ ...needs, handle }));
  await expect.poll(() => done, PATIENCE).toEqual(range(0, 30));
  expect(failures).toBe(FAILURES);
});

test('a message that is no bundle holds up nothing behind it', async () => {
  await using opened = new AsyncDisposableStack();
  const { url } = opened.use(await freshNats());
  const { db } = opened.use(await openStore());
  const bus = opened.use(await openBus('workflows', url));
  opened.use(startOutbox({ db, bus, service: 'workflows', log: silent }));
  const { nats } = bus;
  const subject = bundleSubject(eventSubject(eventEmitted, workspaceId));
  const told = `[${toStructured({ id: '1', type: 'last', source: '/a', time: new Date().toISOString(), workspaceid: workspaceId }, '1')}]`;
  const kept = async () => (await jetstream(nats).streams.get(BUNDLES)).info();
  await expect.poll(() => kept().catch(() => undefined), PATIENCE).toBeDefined();
  const say = (json: string, said: Readonly<Record<string, string>>) => {
    const carried = headers();
    for (const [name, value] of Object.entries(said)) carried.set(name, value);
    nats.publish(subject, json, { headers: carried });
  };
  const times = [new Date().toISOString(), 'yesterday'];
  const counts = ['1', '-1', '1.5', '1e9'];
  for (const [nth, count] of counts.entries())
    for (const time of times)
      say('[{', { 'Mesh-Count': count, 'Mesh-Recorded': time, 'Nats-Msg-Id': `${nth}-${time}` });
  say('[{', { 'Nats-Msg-Id': 'unsaid' });
  say(told, { 'Mesh-Count': '1', 'Mesh-Recorded': times[0] ?? '' });
  for (const [nth, count] of counts.entries())
    say(told, { 'Mesh-Count': count, 'Mesh-Recorded': times[0] ?? '', 'Nats-Msg-Id': `told-${nth}` });

  const hearing = opened.use(await openBus('gateway', url));
  const heard: Heard[] = [];
  const handle = async (some: readonly Heard[]) => void heard.push(...some);
  const needs = { bus: hearing, service: 'gateway', name: 'heard-bundles', filter: EVERY_BUNDLE } as const;
  opened.use(consumeInOrder({ ...needs, atOnce: 64, log: silent, handle }));
  await expect.poll(() => heard.map(({ id }) => id), PATIENCE).toContain('told-3');
  expect(heard.map(({ id, bundle }) => [id, bundle?.count])).toEqual([
    [`0-${times[0]}`, 1],
    ...counts.map((_, nth) => [`told-${nth}`, 1]),
  ]);
  expect(heard.map((one) => factsOf(one, silent).length)).toEqual([0, 1, 1, 1, 1]);
});
