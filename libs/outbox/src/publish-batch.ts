import type { Bus } from '@mesh/bus/bus';
import { checkIn } from '@mesh/bus/claim-check';
import type { Database } from '@mesh/database/database';
import { meter } from '@mesh/runtime/metrics';
import { contextOf, currentTraceparent, inSpan } from '@mesh/runtime/span';
import type { JetStreamClient } from '@nats-io/jetstream';
import { SpanKind } from '@opentelemetry/api';
import { type Selectable, sql } from 'kysely';
import { toHeaders } from './cloud-event.ts';
import type { OutboxTables } from './tables.ts';

export const BATCH = 256;
const ACK_MS = 2_000;
const published = meter.createCounter('mesh.outbox.published', { description: 'Events that the broker took' });
const lag = meter.createHistogram('mesh.outbox.lag', {
  unit: 's',
  description: 'From the record of an event to the acknowledgement of the broker',
  advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 5, 30] },
});

type Row = Selectable<OutboxTables['outbox']>;
type Needs = { db: Database<OutboxTables>; bus: Bus; jetstream: JetStreamClient };

/**
 * Publishes the oldest waiting events, all at once, and marks those that the broker took. Gives how many it took on;
 * throws when the broker refused any. The claim lasts as long as the transaction: a process that dies lets go at once.
 */
export async function publishBatch({ db, bus, jetstream }: Needs): Promise<number> {
  const { claimed, failures } = await db.asSystem(async (trx) => {
    // The reconciler waits for this lock, so it never misses what is being published while it looks.
    await sql`lock table broker_mark in row share mode`.execute(trx);
    const rows = await trx
      .selectFrom('outbox')
      .selectAll()
      .where('publishedAt', 'is', null)
      .orderBy('position')
      .limit(BATCH)
      .forUpdate()
      .skipLocked()
      .execute();
    const results = await Promise.allSettled(rows.map((row) => publish(bus, jetstream, row)));
    const taken = rows.filter((_, place) => results[place]?.status === 'fulfilled');
    if (taken.length > 0)
      await trx
        .updateTable('outbox')
        .set({ publishedAt: sql<Date>`clock_timestamp()` })
        .where(
          'id',
          'in',
          taken.map(({ id }) => id),
        )
        .execute();
    published.add(taken.length);
    return { claimed: rows.length, failures: results.filter((result) => result.status === 'rejected') };
  });
  if (failures.length > 0)
    throw new Error(`the broker did not take ${failures.length} of ${claimed} events`, { cause: failures[0]?.reason });
  return claimed;
}

async function publish(bus: Bus, jetstream: JetStreamClient, row: Row): Promise<void> {
  const attributes = {
    'messaging.system': 'nats',
    'messaging.operation.name': 'publish',
    'messaging.operation.type': 'send',
    'messaging.destination.name': row.subject,
    'messaging.message.id': row.id,
  };
  const span = { kind: SpanKind.PRODUCER, attributes, parent: contextOf(row.traceparent) };
  await inSpan(`publish ${row.type}`, span, async () => {
    const carried = toHeaders({
      id: row.eventId ?? row.id,
      type: row.type,
      source: row.source,
      time: row.createdAt.toISOString(),
      subject: row.about ?? undefined,
      workspaceid: row.workspaceId,
      traceparent: currentTraceparent() ?? row.traceparent ?? undefined,
    });
    const { data, headers } = await checkIn(bus, Buffer.from(JSON.stringify(row.data)), carried);
    await jetstream.publish(row.subject, data, { msgID: row.id, timeout: ACK_MS, ...(headers ? { headers } : {}) });
  });
  lag.record(Math.max(0, Date.now() - row.createdAt.getTime()) / 1_000);
}
