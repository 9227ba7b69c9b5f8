import type { Json } from '@mesh/jq/json';
import { textOf } from '../expression/text-of.ts';
import type { Reading } from '../plan/consumption-plan.ts';

/** A CloudEvent in JSON: its attributes, extensions included, and its `data` or `data_base64`. */
export type CloudEvent = {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly [attribute: string]: Json;
};

/** `data` is the event's data, `raw` the same as text (bytes in base64), `envelope` the whole event. */
export function readEvent(event: CloudEvent, reading: Reading): Json {
  if (reading === 'envelope') return event;
  const data = dataOf(event);
  return reading === 'data' ? data : textOf(data);
}

export function dataOf(event: CloudEvent): Json {
  return event['data'] ?? event['data_base64'] ?? null;
}

/** Identifies an event: ids are unique within their source. */
export function identityOf({ id, source }: CloudEvent): string {
  return `${source} ${id}`;
}
