import type { FactOf } from '@mesh/outbox/on';

/** A fact as a CloudEvent 1.0 in structured JSON. */
export function cloudEventOf({ id, type, source, time, workspaceId, subject, attributes, ...fact }: FactOf<unknown>) {
  return {
    specversion: '1.0',
    id,
    source,
    type,
    ...(subject !== undefined && { subject }),
    time,
    ...attributes,
    workspaceid: workspaceId,
    ...dataOf(fact, attributes?.['datacontenttype']),
  };
}

function dataOf({ data, inBase64 }: Pick<FactOf<unknown>, 'data' | 'inBase64'>, datacontenttype = 'application/json') {
  if (data === undefined) return {};
  return inBase64 ? { data_base64: data } : { datacontenttype, data };
}

/** When the mesh recorded the event, whatever time the event states. */
export function recordedTimeOf({ time, recordedTime = time }: FactOf<unknown>): string {
  return recordedTime;
}
