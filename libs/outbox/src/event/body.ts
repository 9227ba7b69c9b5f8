import { isJsonType } from '@mesh/contracts/media-type';
import type { MsgHdrs } from '@nats-io/nats-core';
import type { CloudEvent } from './cloud-event.ts';

/** What a body is that is no JSON: `bytes` or `text`. */
const BODY = 'Mesh-Body';

/** The body of an event in binary mode, noted in its headers: bytes as they are, as texts of other types than JSON are. An event without data has none. */
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

/** What `toBody` has made a body of; bytes in base64. Throws where it is no JSON and does not say so. */
export function fromBody(carried: MsgHdrs | undefined, body: Buffer): Pick<CloudEvent, 'inBase64'> & { data: unknown } {
  const kind = carried?.get(BODY);
  if (kind === 'bytes') return { data: body.toString('base64'), inBase64: true };
  if (kind === 'text') return { data: body.toString() };
  return { data: body.length === 0 ? undefined : JSON.parse(body.toString()) };
}
