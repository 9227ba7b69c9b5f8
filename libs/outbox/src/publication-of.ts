import type { Bus } from '@mesh/bus/bus';
import { checkIn } from '@mesh/bus/claim-check';
import { bundledTopics } from '@mesh/contracts/events';
import { bundledSubject, bundleSubject, topicOf } from '@mesh/contracts/subjects';
import { contextOf, currentTraceparent, inSpan, isRecorded } from '@mesh/runtime/span';
import { headers, type MsgHdrs } from '@nats-io/nats-core';
import { SpanKind } from '@opentelemetry/api';
import { type CloudEvent, toHeaders } from './cloud-event.ts';
import { toldAt } from './own-attributes.ts';
import type { Publication } from './publisher.ts';
import { IN_BUNDLE } from './read-bundle.ts';
import { fromStructured, toStructured } from './structured-event.ts';
import type { OutboxTables } from './tables.ts';

export type Row = Omit<OutboxTables['outbox'], 'position' | 'createdAt' | 'publishedAt' | 'data' | 'attributes'> & {
  readonly createdAt: Date;
  readonly attributes: Readonly<Record<string, unknown>> | null;
  /** JSON as text. */
  readonly data: string;
};
type Message = { readonly subject: string; readonly data: Uint8Array; readonly headers: MsgHdrs };

/** What the broker keeps of a row, and what is told besides to whoever listens just now: the events of a bundle, each by itself. */
export type Going = { readonly kept: Publication; readonly told: readonly Message[] };

export async function publicationOf(bus: Bus, row: Row): Promise<Going> {
  const { id, subject, data } = row;
  const bundled = bundledSubject(subject);
  if (bundled) {
    const events = (JSON.parse(data) as Record<string, unknown>[]).map(fromStructured);
    const told = events.map(({ event, data: own }) => besides(bus, id, bundled, event, JSON.stringify(own ?? null)));
    return { kept: await bundleOf(bus, id, subject, data), told: await Promise.all(told) };
  }
  const event = eventOf(row);
  if (!bundledTopics.has(topicOf(subject)))
    return { kept: { ...(await messageOf(bus, subject, event, data)), messageId: id }, told: [] };
  const kept = await bundleOf(bus, id, bundleSubject(subject), `[${toStructured(event, data)}]`);
  return { kept, told: [await besides(bus, id, subject, event, data)] };
}

async function besides(bus: Bus, bundle: string, subject: string, event: CloudEvent, data: string): Promise<Message> {
  const message = await messageOf(bus, subject, event, data);
  message.headers.set(IN_BUNDLE, bundle);
  return message;
}

async function bundleOf(bus: Bus, messageId: string, subject: string, events: string): Promise<Publication> {
  const carried = headers();
  carried.set('content-type', 'application/cloudevents-batch+json');
  return { subject, messageId, ...(await checkIn(bus, Buffer.from(events), carried)) };
}

function eventOf({ id, eventId, type, source, about, workspaceId: workspaceid, ...row }: Row): CloudEvent {
  const traceparent = row.traceparent ?? undefined;
  const told = toldAt(row.createdAt.toISOString(), row.attributes);
  return { id: eventId ?? id, type, source, subject: about ?? undefined, workspaceid, traceparent, ...told };
}

/** A span of its own where somebody records the trace; most traces nobody does. */
async function messageOf(bus: Bus, subject: string, event: CloudEvent, data: string): Promise<Message> {
  const packed = async (traceparent: string | undefined) => {
    const carried = toHeaders({ ...event, traceparent });
    carried.set('Nats-Msg-Id', event.id);
    const { data: bytes } = await checkIn(bus, Buffer.from(data), carried);
    return { subject, data: bytes, headers: carried };
  };
  if (!isRecorded(event.traceparent)) return packed(event.traceparent);
  const attributes = {
    'messaging.system': 'nats',
    'messaging.operation.name': 'publish',
    'messaging.operation.type': 'send',
    'messaging.destination.name': subject,
    'messaging.message.id': event.id,
  };
  const span = { kind: SpanKind.PRODUCER, attributes, parent: contextOf(event.traceparent) };
  return inSpan(`publish ${event.type}`, span, () => packed(currentTraceparent()));
}
