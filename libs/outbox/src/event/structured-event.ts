import { type CloudEvent, isKnown } from './cloud-event.ts';

/** The trace in which it was recorded. A user's event may have a `traceparent` of its own. */
const TRACE = 'meshtrace';
/** Attributes that the mesh adds for transport and that no listener sees. */
export const ON_THE_WAY = ['workspaceid', 'recordedtime', TRACE] as const;
/** Members that are part of the format, not attributes of a user. */
const OURS = ['specversion', 'data', 'data_base64', TRACE];
const JSON_TYPE = 'application/json';

/** Structured mode: the event as one JSON object around `data`, which is JSON as text, if it has any. */
export function toStructured(
  { attributes, traceparent, inBase64, ...event }: CloudEvent,
  data: string | undefined,
): string {
  const datacontenttype = data !== undefined && !inBase64 ? JSON_TYPE : undefined;
  const own = attributes && Object.fromEntries(Object.entries(attributes).filter(([name]) => !isOurs(name)));
  const text = JSON.stringify({ datacontenttype, ...own, specversion: '1.0', ...event, [TRACE]: traceparent });
  return data === undefined ? text : `${text.slice(0, -1)},"${inBase64 ? 'data_base64' : 'data'}":${data}}`;
}

/** Reads what `toStructured` wrote, unchecked: whoever reads the events of others checks them. */
export function fromStructured(told: Readonly<Record<string, unknown>>): { event: CloudEvent; data: unknown } {
  const { id, type, source, time, subject, workspaceid, recordedtime, [TRACE]: traceparent } = told;
  const { data_base64: bytes, data = bytes } = told;
  const common = { id, type, source, time, subject, workspaceid, recordedtime, traceparent } as CloudEvent;
  const event = bytes === undefined ? common : { ...common, inBase64: true };
  if (recordedtime === undefined) return { event, data };
  const isUsual = (name: string, value: unknown) =>
    data !== undefined && name === 'datacontenttype' && value === JSON_TYPE;
  const own = Object.entries(told).filter(([name, value]) => !isOurs(name) && !isUsual(name, value));
  return {
    event: { ...event, attributes: Object.fromEntries(own.map(([name, value]) => [name, String(value)])) },
    data,
  };
}

function isOurs(name: string): boolean {
  return isKnown(name) || OURS.includes(name);
}
