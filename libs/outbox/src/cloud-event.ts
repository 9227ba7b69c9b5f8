import { headers, type MsgHdrs } from '@nats-io/nats-core';
import { z } from 'zod';

/** The attributes of a CloudEvent 1.0 as this mesh tells it. `workspaceid` is an extension attribute. */
export type CloudEvent = {
  id: string;
  type: string;
  source: string;
  time: string;
  subject?: string | undefined;
  workspaceid?: string | undefined;
  traceparent?: string | undefined;
};

const SPEC_VERSION = '1.0';
const attributes = z.object({
  id: z.string().min(1).max(256),
  type: z.string().min(1).max(256),
  source: z.string().min(1),
  time: z.iso.datetime({ offset: true }),
  subject: z.string().optional(),
  workspaceid: z.string().optional(),
  traceparent: z.string().optional(),
});
const names = ['id', 'type', 'source', 'time', 'subject', 'workspaceid'] as const;

/** Binary mode of the NATS binding: attributes are `ce-` headers, percent-encoded as in HTTP, the data is the payload. */
export function toHeaders(event: CloudEvent): MsgHdrs {
  const carried = headers();
  carried.set('ce-specversion', SPEC_VERSION);
  carried.set('content-type', 'application/json');
  for (const name of names) {
    const value = event[name];
    if (value !== undefined) carried.set(`ce-${name}`, encoded(value));
  }
  if (event.traceparent) carried.set('traceparent', event.traceparent);
  return carried;
}

/** Throws a `ZodError` that names the attribute that is missing or malformed. */
export function fromHeaders(carried: MsgHdrs | undefined): CloudEvent {
  const told = names.map((name) => [name, decoded(carried?.get(`ce-${name}`) || undefined)]);
  return attributes.parse({ ...Object.fromEntries(told), traceparent: carried?.get('traceparent') || undefined });
}

/** Header values are printable ASCII. The rest, the quote, the percent sign and space are percent-encoded. */
function encoded(value: string): string {
  return value.replace(/[^!#-$&-~]+/gu, (rest) => encodeURIComponent(rest).replaceAll("'", '%27'));
}

function decoded(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
