import { once } from 'node:events';
import type { Bus } from '@mesh/bus/bus';
import type { Cache } from '@mesh/cache/cache';
import { GROWN_FEEDS, grownOf } from '@mesh/contracts/hints';
import { EVERY_BUNDLE, EVERY_EVENT } from '@mesh/contracts/subjects';
import type { Database } from '@mesh/database/database';
import { consumeInOrder } from '@mesh/outbox/consume-in-order';
import type { FactOf } from '@mesh/outbox/on';
import type { Log } from '@mesh/runtime/log';
import { startLoop } from '@mesh/runtime/loop';
import type { Schema } from '../db/schema.ts';
import { appendToFeeds } from './append-to-feeds.ts';
import { oneAtATime } from './one-at-a-time.ts';

const LOCK = 5_920_417_810; // any fixed number: one replica writes, so that the order of each subject is the stream's

type Needs = {
  readonly db: Database<Schema>;
  readonly bus: Bus;
  readonly cache: Pick<Cache, 'publish'>;
  readonly log: Log;
};

/** Keeps what all services tell as one feed a workspace, until disposed. Another replica goes on where one ends. */
export function writeFeeds({ db, bus, cache, log }: Needs): AsyncDisposable {
  const handle = async (facts: readonly FactOf<unknown>[]) => {
    const grown = await appendToFeeds(db, facts);
    if (grown.size > 0) cache.publish(GROWN_FEEDS, grownOf(grown));
  };
  const work = async (signal: AbortSignal) => {
    const needs = { bus, log, service: 'gateway', handle } as const;
    await using _events = consumeInOrder({ ...needs, name: 'heard', filter: EVERY_EVENT, atOnce: 512 });
    await using _bundles = consumeInOrder({ ...needs, name: 'heard-bundles', filter: EVERY_BUNDLE, atOnce: 64 });
    if (!signal.aborted) await once(signal, 'abort');
  };
  return startLoop('feeds', (signal) => oneAtATime(db, LOCK, { signal, work }), log);
}
