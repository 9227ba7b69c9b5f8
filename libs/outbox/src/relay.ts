import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus } from '@mesh/bus/bus';
import type { Service } from '@mesh/contracts/operation';
import type { Database } from '@mesh/database/database';
import type { Log } from '@mesh/runtime/log';
import { supervise } from '@mesh/runtime/supervise';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { Bell } from './bell.ts';
import { BATCH, publishBatch } from './publish-batch.ts';
import { reconcile } from './reconcile.ts';
import { OUTBOX_CHANNEL } from './record.ts';
import { onRecorded } from './recorded.ts';
import { sweep } from './sweep.ts';
import type { OutboxTables } from './tables.ts';

const POLL_MS = 1_000;
const RECONCILE_MS = 2_000;
const SWEEP_MS = 600_000;
const API_MS = 5_000;

export type Outbox<S> = { db: Database<S>; bus: Bus; service: Service; log: Log };

/** Publishes what is recorded, soon after its commit, and fills a broker that lost its storage. Runs until disposed. */
export function startOutbox<S extends OutboxTables>(needs: Outbox<S>): AsyncDisposable {
  const db = needs.db as unknown as Database<OutboxTables>;
  const { bus, service } = needs;
  const stop = new AbortController();
  const log = needs.log.child({ part: 'outbox', of: service });
  const context = { signal: stop.signal, log };
  const bell = new Bell();
  const wake = db.singleSession ? onRecorded(() => bell.ring()) : undefined;

  const loops = [
    supervise('outbox bell', (signal) => listen(db, bell, signal), context),
    supervise('outbox relay', (signal) => relay(db, bus, bell, signal), context),
    supervise('outbox reconciler', (signal) => watch(db, bus, bell, log, signal), context),
    supervise('outbox sweep', (signal) => every(SWEEP_MS, signal, () => sweep(db)), context),
  ];
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      wake?.[Symbol.dispose]();
      await Promise.all(loops);
    },
  };
}

async function listen(db: Database<OutboxTables>, bell: Bell, signal: AbortSignal): Promise<void> {
  for await (const _ of db.listen(OUTBOX_CHANNEL, signal)) bell.ring();
}

async function relay(db: Database<OutboxTables>, bus: Bus, bell: Bell, signal: AbortSignal): Promise<void> {
  const client = jetstream(bus.nats, { timeout: API_MS });
  while (!signal.aborted) {
    const moved = bus.connected ? await publishBatch({ db, bus, jetstream: client }) : 0;
    if (moved < BATCH) await bell.sleep(POLL_MS, signal);
  }
}

/** Looks every 2 s, and at once after the broker came back. */
async function watch(db: Database<OutboxTables>, bus: Bus, bell: Bell, log: Log, signal: AbortSignal): Promise<void> {
  const manager = await jetstreamManager(bus.nats, { checkAPI: false, timeout: API_MS });
  await every(RECONCILE_MS, signal, async () => {
    if (!bus.connected) return;
    await reconcile({ db, manager, serverId: serverOf(bus), log });
    bell.ring();
  });
}

async function every(ms: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await work();
    await sleep(ms, undefined, { signal }).catch(() => {});
  }
}

/** Servers of a cluster hold a stream together, so a change among them is no restart. */
function serverOf({ nats }: Bus): string {
  return nats.info?.cluster ?? nats.info?.server_id ?? '';
}
