import type { FactOf } from '@mesh/outbox/on';

/** A fact as a CloudEvent 1.0 in structured JSON. */
export function cloudEventOf({ id, type, source, time, workspaceId, subject, attributes, data }: FactOf<unknown>) {
  return {
    specversion: '1.0',
    id,
    source,
    type,
    ...(subject !== undefined && { subject }),
    time,
    ...attributes,
    workspaceid: workspaceId,
    ...(data !== null && { datacontenttype: 'application/json', data }),
  };
}

/** When the mesh took it in, whatever it says of itself. */
export function recordedTimeOf({ time, recordedTime = time }: FactOf<unknown>): string {
  return recordedTime;
}
