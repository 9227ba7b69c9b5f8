import { EVERY_EVENT } from '@mesh/contracts/subjects';
import { silent } from '@mesh/runtime/log';
import { freshNats } from '@mesh/testing/nats';
import { expect, test } from 'vitest';
import { consumeInOrder } from '../src/consume-in-order.ts';
import type { Heard } from '../src/heard.ts';
import { startOutbox } from '../src/relay.ts';
import { count, openBus, openStore, range } from './fixture.ts';

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
