import { percentDecoded } from '@mesh/contracts/percent-decoded';
import { headers, type MsgHdrs } from '@nats-io/nats-core';
import { z } from 'zod';

/** The attributes of a CloudEvent 1.0 as this mesh publishes it. `workspaceid` is an extension attribute. */
export type CloudEvent = {
  id: string;
  type: string;
  source: string;
  time: string;
  subject?: string | undefined;
  workspaceid?: string | undefined;
  traceparent?: string | undefined;
  /** When it was recorded, if `time` is the event's own. */
  recordedtime?: string | undefined;
  /** Its other attributes, by name: `datacontenttype`, `dataschema` and extensions. */
  attributes?: Readonly<Record<string, string>> | undefined;
  /** Its data are bytes, which JSON carries in base64. */
  inBase64?: boolean | undefined;
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
  recordedtime: z.iso.datetime({ offset: true }).optional(),
});
const names = ['id', 'type', 'source', 'time', 'subject', 'workspaceid', 'recordedtime'] as const;
const PREFIX = 'ce-';
const known: ReadonlySet<string> = new Set<string>([...names, 'specversion']);

/** Binary mode of the NATS binding: attributes are `ce-` headers, percent-encoded as in HTTP, the data is the payload. */
export function toHeaders(event: CloudEvent): MsgHdrs {
  const carried = headers();
  carried.set(`${PREFIX}specversion`, SPEC_VERSION);
  const contentType = event.attributes?.['datacontenttype'] ?? (event.inBase64 ? undefined : 'application/json');
  if (contentType !== undefined) carried.set('content-type', printable(contentType));
  for (const [name, value] of Object.entries(event.attributes ?? {}))
    if (!isKnown(name)) carried.set(`${PREFIX}${name}`, encoded(value));
  for (const name of names) {
    const value = event[name];
    if (value !== undefined) carried.set(`${PREFIX}${name}`, encoded(value));
  }
  if (event.traceparent) carried.set('traceparent', event.traceparent);
  return carried;
}

/** Throws a `ZodError` that names the attribute that is missing or malformed. */
export function fromHeaders(carried: MsgHdrs | undefined): CloudEvent {
  const told = names.map((name) => [name, percentDecoded(carried?.get(`${PREFIX}${name}`) ?? '') || undefined]);
  const event = checkedEvent({
    ...Object.fromEntries(told),
    traceparent: carried?.get('traceparent') || undefined,
  });
  return carried && event.recordedtime !== undefined ? { ...event, attributes: othersIn(carried) } : event;
}

/** Throws a `ZodError` that names the attribute that is missing or malformed. */
export function checkedEvent(told: unknown): CloudEvent {
  return attributes.parse(told);
}

/** Whether the mesh itself sets this attribute on every event. */
export function isKnown(name: string): boolean {
  return known.has(name);
}

function othersIn(carried: MsgHdrs): Record<string, string> {
  const others: Record<string, string> = {};
  for (const header of carried.keys()) {
    const name = header.slice(PREFIX.length);
    if (header.startsWith(PREFIX) && !isKnown(name)) others[name] = percentDecoded(carried.get(header));
  }
  return others;
}

/** As `encoded`, for a header that is read without decoding. */
function printable(value: string): string {
  return value.replace(/[^ -~]+/gu, encodeURIComponent);
}

/** Header values are printable ASCII. The rest, the quote, the percent sign and space are percent-encoded. */
function encoded(value: string): string {
  return value.replace(/[^!#-$&-~]+/gu, (rest) => encodeURIComponent(rest).replaceAll("'", '%27'));
}
