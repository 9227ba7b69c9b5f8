import type { Bus } from '@mesh/bus/bus';
import type { Service } from '@mesh/contracts/operation';
import type { Database } from '@mesh/database/database';
import { Bell } from '@mesh/runtime/bell';
import type { Log } from '@mesh/runtime/log';
import { every, startLoop } from '@mesh/runtime/loop';
import { asOutbox } from './as-outbox.ts';
import { managerOf } from './manager-of.ts';
import { BATCH, publishBatch } from './publish/publish-batch.ts';
import { Publisher } from './publish/publisher.ts';
import { reconcile } from './publish/reconcile.ts';
import { OUTBOX_CHANNEL, onRecorded } from './publish/recorded.ts';
import { sweep } from './publish/sweep.ts';
import { restOf } from './rest-of.ts';
import type { OutboxTables } from './tables.ts';

const POLL_MS = 1_000;
/** Between two publications, so that under load many events share one; a lone event leaves at once. */
const GATHER_MS = 75;
const RECONCILE_MS = 2_000;
const SWEEP_MS = 600_000;

export type Outbox<S> = { db: Database<S>; bus: Bus; service: Service; log: Log };

type Relaying = Outbox<OutboxTables>;

/** The running relay. `ring` wakes it for events that were committed by other means than `record`. */
export type RunningOutbox = AsyncDisposable & { ring(): void };

/** Publishes recorded events soon after their commit, and refills a broker that lost its storage. Runs until disposed. */
export function startOutbox<S extends OutboxTables>(needs: Outbox<S>): RunningOutbox {
  const db = asOutbox(needs.db);
  const { bus, service } = needs;
  const log = needs.log.child({ part: 'outbox', of: service });
  const relaying = { db, bus, service, log };
  const bell = new Bell();
  const wake = db.singleSession ? onRecorded(() => bell.ring()) : undefined;
  const looked = () => look(relaying).finally(() => bell.ring());
  const swept = () => lookAndSweep(relaying);

  const running = new AsyncDisposableStack();
  if (wake) running.use(wake);
  running.use(startLoop('outbox bell', (signal) => listen(db, bell, signal), log));
  running.use(startLoop('outbox relay', (signal) => relay(relaying, bell, signal), log));
  running.use(startLoop('outbox reconciler', (signal) => every(RECONCILE_MS, signal, looked), log));
  running.use(startLoop('outbox sweep', (signal) => every(SWEEP_MS, signal, swept), log));
  return { ring: () => bell.ring(), [Symbol.asyncDispose]: () => running.disposeAsync() };
}

async function listen(db: Database<OutboxTables>, bell: Bell, signal: AbortSignal): Promise<void> {
  for await (const _ of db.listen(OUTBOX_CHANNEL, signal)) bell.ring();
}

/** Reconciles the streams before it publishes: at start, after each failure, and after each reconnection. */
async function relay(relaying: Relaying, bell: Bell, signal: AbortSignal): Promise<void> {
  const { db, bus } = relaying;
  using publisher = new Publisher(bus);
  let checked: string | undefined;
  while (!signal.aborted) {
    const began = performance.now();
    let moved = 0;
    if (bus.connected) {
      const connection = connectionOf(bus);
      if (connection !== checked) await look(relaying);
      checked = connection;
      moved = await publishBatch({ db, bus, publisher });
    }
    if (moved === BATCH) continue;
    await bell.sleep(POLL_MS, signal);
    await restOf(GATHER_MS, began, signal);
  }
}

async function look({ db, bus, service, log }: Relaying): Promise<void> {
  if (!bus.connected) return;
  const manager = await managerOf(bus);
  await reconcile({ db, service, manager, serverId: serverOf(bus), log });
}

/** Reconciles first, so that nothing is deleted that a broker may still lack. */
async function lookAndSweep(relaying: Relaying): Promise<void> {
  if (!relaying.bus.connected) return;
  await look(relaying);
  await sweep(relaying.db);
}

/** Changes with each reconnection, even to the same server. */
function connectionOf({ nats }: Bus): string {
  return `${nats.info?.server_id}/${nats.info?.client_id}`;
}

/** Servers of a cluster hold a stream together, so moving between them is no restart. */
function serverOf({ nats }: Bus): string {
  return nats.info?.cluster ?? nats.info?.server_id ?? '';
}
