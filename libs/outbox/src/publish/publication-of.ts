import type { Bus } from '@mesh/bus/bus';
import { checkIn } from '@mesh/bus/claim-check';
import { bundledTopics } from '@mesh/contracts/events';
import { bundledSubject, bundleSubject, topicOf } from '@mesh/contracts/subjects';
import { headers } from '@nats-io/nats-core';
import { COUNT, ENCODING, RECORDED } from '../event/bundle-headers.ts';
import type { CloudEvent } from '../event/cloud-event.ts';
import { toldAt, WITHOUT_DATA } from '../event/own-attributes.ts';
import { encodingOf, pack } from '../event/packed.ts';
import { toStructured } from '../event/structured-event.ts';
import type { OutboxTables } from '../tables.ts';
import { messageOf } from './message-of.ts';
import type { Publication } from './publisher.ts';

export type Row = Omit<
  OutboxTables['outbox'],
  'position' | 'createdAt' | 'publishedAt' | 'data' | 'attributes' | 'bundle' | 'bundled' | 'packed'
> & {
  readonly createdAt: Date;
  readonly attributes: Readonly<Record<string, unknown>> | null;
  /** JSON as text: the event, or all events of a bundle of an earlier version. Empty if they are packed. */
  readonly data: string;
  readonly packed: Buffer | null;
  /** Number of events of a bundle. Null for a single event, and for a bundle of an earlier version. */
  readonly bundled: number | null;
};

/** The message that the broker stores for a row: its event, or the bundle that it is or travels in. */
export async function publicationOf(bus: Bus, row: Row): Promise<Publication> {
  const { id, subject } = row;
  if (bundledSubject(subject)) return bundleOf(bus, row, subject, row.packed ?? pack(row.data));
  const event = eventOf(row);
  if (bundledTopics.has(topicOf(subject)))
    return bundleOf(bus, { ...row, bundled: 1 }, bundleSubject(subject), pack(`[${toStructured(event, dataOf(row))}]`));
  return { ...(await messageOf(bus, subject, event, dataOf(row))), messageId: id };
}

async function bundleOf(
  bus: Bus,
  { id, bundled, createdAt }: Pick<Row, 'id' | 'bundled' | 'createdAt'>,
  subject: string,
  packed: Buffer,
): Promise<Publication> {
  const carried = headers();
  carried.set('content-type', 'application/cloudevents-batch+json');
  const encoding = encodingOf(packed);
  if (encoding) carried.set(ENCODING, encoding);
  if (bundled !== null) carried.set(COUNT, String(bundled));
  carried.set(RECORDED, createdAt.toISOString());
  const { data } = await checkIn(bus, packed, carried);
  return { subject, messageId: id, data, headers: carried };
}

/** Data of a row's event: JSON as text, or undefined. */
export function dataOf({ data, attributes }: Row): string | undefined {
  return attributes?.[WITHOUT_DATA] === true ? undefined : data;
}

/** The event of a row that is no bundle. */
export function eventOf({ id, eventId, type, source, about, workspaceId: workspaceid, ...row }: Row): CloudEvent {
  const traceparent = row.traceparent ?? undefined;
  const told = toldAt(row.createdAt.toISOString(), row.attributes);
  return { id: eventId ?? id, type, source, subject: about ?? undefined, workspaceid, traceparent, ...told };
}
