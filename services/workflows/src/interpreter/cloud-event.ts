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

/** `data`: what the event carries. `raw`: the same as text, bytes in base64. `envelope`: all of it. */
export function readEvent(event: CloudEvent, reading: Reading): Json {
  if (reading === 'envelope') return event;
  const data = dataOf(event);
  return reading === 'data' ? data : textOf(data);
}

export function dataOf(event: CloudEvent): Json {
  return event['data'] ?? event['data_base64'] ?? null;
}

/** What tells an event from all others: the same id of another source is another event. */
export function identityOf({ id, source }: CloudEvent): string {
  return `${source} ${id}`;
}
