import type { Bus } from '@mesh/bus/bus';
import type { Database } from '@mesh/database/database';
import { preparedAsSystem, type Send } from '@mesh/database/prepared';
import { meter } from '@mesh/runtime/metrics';
import type { OutboxTables } from '../tables.ts';
import { publicationOf, type Row } from './publication-of.ts';
import type { Publisher } from './publisher.ts';
import { tellBesides } from './tell-besides.ts';

/** Most rows published at once. A bundle of some hundred events is one row, and all its events are sent in one go. */
export const BATCH = 64;
const published = meter.createCounter('mesh.outbox.published', { description: 'Events that the broker took' });
const lag = meter.createHistogram('mesh.outbox.lag', {
  unit: 's',
  description: 'From the record of an event to the acknowledgement of the broker',
  advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 5, 30] },
});

type Needs = { db: Database<OutboxTables>; bus: Bus; publisher: Publisher };

/**
 * The reconciler waits for this lock, so it never misses what is being published while it looks. The commit need not reach the
 * disk: a mark lost in a crash only means a second publication, which every consumer drops.
 */
const first = 'set local synchronous_commit = off; lock table broker_mark in row share mode';
const claim = `
select id, event_id as "eventId", workspace_id as "workspaceId", subject, type, source, about, coalesce(bundle, data::text, '') as data,
  packed, bundled, attributes, traceparent, created_at as "createdAt"
from outbox where published_at is null order by position limit ${BATCH} for update skip locked`;
const mark = 'update outbox set published_at = clock_timestamp() where id = any($1::text[])';

/**
 * Publishes the oldest waiting events at once and marks those that the broker accepted. Returns how many it attempted; throws
 * if the broker refused any. The claim lasts as long as the transaction, so a dying process releases it at once.
 */
export async function publishBatch({ db, bus, publisher }: Needs): Promise<number> {
  const publish = async (send: Send) => {
    const rows = await send<Row>({ name: 'claim-events', text: claim, values: [] });
    if (rows.length === 0) return { claimed: 0, failures: [] };
    const answers = await publisher.publish(await Promise.all(rows.map((row) => publicationOf(bus, row))));
    const taken = rows.filter((_, place) => answers[place] === undefined);
    published.add(taken.reduce((sum, { bundled }) => sum + (bundled ?? 1), 0));
    await tellBesides({ bus, publisher }, taken);
    const ids = taken.map(({ id }) => id);
    if (ids.length > 0) await send({ name: 'mark-events', text: mark, values: [ids] });
    const now = Date.now();
    for (const { createdAt } of taken) lag.record(Math.max(0, now - createdAt.getTime()) / 1_000);
    return { claimed: rows.length, failures: answers.filter((answer) => answer !== undefined) };
  };
  const { claimed, failures } = await preparedAsSystem(db, publish, { first });
  if (failures.length > 0)
    throw new Error(`the broker did not take ${failures.length} of ${claimed} events`, { cause: failures[0] });
  return claimed;
}
