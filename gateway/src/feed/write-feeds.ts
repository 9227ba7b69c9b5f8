import { once } from 'node:events';
import type { Bus } from '@mesh/bus/bus';
import type { Cache } from '@mesh/cache/cache';
import { GROWN_FEEDS, grownOf } from '@mesh/contracts/hints';
import { EVERY_BUNDLE, EVERY_EVENT, topicOf } from '@mesh/contracts/subjects';
import { eventEmitted } from '@mesh/contracts/workflows-events';
import type { Database } from '@mesh/database/database';
import { consumeInOrder } from '@mesh/outbox/consume-in-order';
import { factsOf, type Heard, type HeardBundle } from '@mesh/outbox/handle/heard';
import type { Log } from '@mesh/runtime/log';
import { startLoop } from '@mesh/runtime/loop';
import type { Schema } from '../db/schema.ts';
import { appendBundles } from './append-bundles.ts';
import { appendToFeeds } from './append-to-feeds.ts';
import { oneAtATime } from './one-at-a-time.ts';

const LOCK = 5_920_417_810; // any fixed number: one replica writes, so that each subject keeps the stream's order

type Needs = {
  readonly db: Database<Schema>;
  readonly bus: Bus;
  readonly cache: Pick<Cache, 'publish'>;
  readonly log: Log;
};

/**
 * Writes the events of all services into one feed per workspace, until disposed. If this replica ends, another goes on where it
 * stopped.
 */
export function writeFeeds({ db, bus, cache, log }: Needs): AsyncDisposable {
  const tell = (grown: ReadonlyMap<string, number>) => {
    if (grown.size > 0) cache.publish(GROWN_FEEDS, grownOf(grown));
  };
  const appendEach = async (heard: readonly Heard[]) => {
    if (heard.length > 0)
      tell(
        await appendToFeeds(
          db,
          heard.flatMap((one) => factsOf(one, log)),
        ),
      );
  };
  const appendWhole = async (heard: readonly Heard[]) => {
    await appendEach(heard.filter((one) => !isWhole(one)));
    const bundles = heard.filter(isWhole);
    if (bundles.length > 0) tell(await appendBundles(db, bundles, log));
  };
  const work = async (signal: AbortSignal) => {
    const needs = { bus, log, service: 'gateway' } as const;
    await using _events = consumeInOrder({
      ...needs,
      name: 'heard',
      filter: EVERY_EVENT,
      atOnce: 512,
      handle: appendEach,
    });
    await using _bundles = consumeInOrder({
      ...needs,
      name: 'heard-bundles',
      filter: EVERY_BUNDLE,
      atOnce: 64,
      handle: appendWhole,
    });
    if (!signal.aborted) await once(signal, 'abort');
  };
  return startLoop('feeds', (signal) => oneAtATime(db, LOCK, { signal, work }), log);
}

/** Users choose the ids of their own events, so one may be in another bundle as well: those events are stored one by one. */
function isWhole(heard: Heard): heard is HeardBundle {
  return heard.bundle !== undefined && topicOf(heard.subject) !== eventEmitted.topic;
}
