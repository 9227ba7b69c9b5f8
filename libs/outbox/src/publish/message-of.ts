import type { Bus } from '@mesh/bus/bus';
import { checkIn } from '@mesh/bus/claim-check';
import { contextOf, currentTraceparent, inSpan, isRecorded } from '@mesh/runtime/span';
import type { MsgHdrs } from '@nats-io/nats-core';
import { SpanKind } from '@opentelemetry/api';
import { toBody } from '../event/body.ts';
import { type CloudEvent, toHeaders } from '../event/cloud-event.ts';

export type Message = { readonly subject: string; readonly data: Uint8Array; readonly headers: MsgHdrs };

/** An event as a message of its own, in binary mode. It gets a span only if its trace is recorded, which most are not. */
export async function messageOf(
  bus: Bus,
  subject: string,
  event: CloudEvent,
  data: string | undefined,
): Promise<Message> {
  const packed = async (traceparent: string | undefined) => {
    const carried = toHeaders({ ...event, traceparent });
    carried.set('Nats-Msg-Id', event.id);
    const { data: bytes } = await checkIn(bus, toBody(event, data, carried), carried);
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
