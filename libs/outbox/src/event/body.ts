import { isJsonType } from '@mesh/contracts/media-type';
import type { MsgHdrs } from '@nats-io/nats-core';
import type { CloudEvent } from './cloud-event.ts';

/** Header of a body that is not JSON: `bytes` or `text`. */
const BODY = 'Mesh-Body';

/**
 * The body of an event in binary mode; a header marks bytes, and texts that are not JSON. An event without data has an empty
 * body.
 */
export function toBody({ inBase64, attributes }: CloudEvent, data: string | undefined, carried: MsgHdrs): Buffer {
  if (data === undefined) {
    if (attributes?.['datacontenttype'] === undefined) carried.delete('content-type');
    return Buffer.alloc(0);
  }
  if (inBase64) {
    carried.set(BODY, 'bytes');
    return Buffer.from(JSON.parse(data) as string, 'base64');
  }
  if (data.startsWith('"') && !isJsonType(attributes?.['datacontenttype'] ?? 'application/json')) {
    carried.set(BODY, 'text');
    return Buffer.from(JSON.parse(data) as string);
  }
  return Buffer.from(data);
}

/** The inverse of `toBody`; bytes come out in base64. Throws for a body that is not JSON and not marked as such. */
export function fromBody(carried: MsgHdrs | undefined, body: Buffer): Pick<CloudEvent, 'inBase64'> & { data: unknown } {
  const kind = carried?.get(BODY);
  if (kind === 'bytes') return { data: body.toString('base64'), inBase64: true };
  if (kind === 'text') return { data: body.toString() };
  return { data: body.length === 0 ? undefined : JSON.parse(body.toString()) };
}
