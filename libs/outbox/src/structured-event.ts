import { type CloudEvent, isKnown } from './cloud-event.ts';

/** The trace in which it was told. A user's event may have a `traceparent` of its own. */
const TRACE = 'meshtrace';
/** What the mesh says of an event on its way, and no listener sees. */
export const ON_THE_WAY = ['workspaceid', 'recordedtime', TRACE] as const;
/** What is of the event and of no user. */
const OURS = ['specversion', 'datacontenttype', 'data', TRACE];

/** Structured mode: the event as one JSON object around `data`, which is JSON already. */
export function toStructured({ attributes = {}, traceparent, ...event }: CloudEvent, data: string): string {
  const own = Object.entries(attributes).filter(([name]) => !isOurs(name));
  const ours = { specversion: '1.0', ...event, [TRACE]: traceparent, datacontenttype: 'application/json' };
  return `${JSON.stringify({ ...Object.fromEntries(own), ...ours }).slice(0, -1)},"data":${data}}`;
}

/** What `toStructured` has written, as it says itself: whoever reads what others have written checks the event. */
export function fromStructured(told: Readonly<Record<string, unknown>>): { event: CloudEvent; data: unknown } {
  const { id, type, source, time, subject, workspaceid, recordedtime, [TRACE]: traceparent, data } = told;
  const event = { id, type, source, time, subject, workspaceid, recordedtime, traceparent } as CloudEvent;
  if (recordedtime === undefined) return { event, data };
  const own = Object.entries(told).filter(([name]) => !isOurs(name));
  return {
    event: { ...event, attributes: Object.fromEntries(own.map(([name, value]) => [name, String(value)])) },
    data,
  };
}

function isOurs(name: string): boolean {
  return isKnown(name) || OURS.includes(name);
}
