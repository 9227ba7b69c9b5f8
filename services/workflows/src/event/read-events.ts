import { isUtf8 } from 'node:buffer';
import {
  cloudEvent,
  isOfMesh,
  MOST_ATTRIBUTE_BYTES,
  MOST_EVENT_BYTES,
  MOST_EVENTS,
  OF_MESH,
} from '@mesh/contracts/cloud-events';
import { pointerOf } from '@mesh/contracts/json-pointer';
import { isJsonType, isTextType } from '@mesh/contracts/media-type';
import { type Fault, MeshError } from '@mesh/contracts/mesh-error';
import { percentDecoded } from '@mesh/contracts/percent-decoded';
import { isPlainText } from '@mesh/contracts/plain-text';
import { checkValue } from '../definition/text/check-value.ts';
import { parseJson } from '../definition/text/parse-json.ts';
import type { CloudEvent } from '../interpreter/cloud-event.ts';

type Body = { readonly text: string } | { readonly base64: string };
export type Sent = Body & {
  /** Without parameters. */
  readonly contentType: string;
  /** `ce-` headers, which make the mode binary, and `content-type` as it was. */
  readonly headers: Readonly<Record<string, string | undefined>>;
};

/** The events of a request, in structured, batched or binary mode. Throws `invalid`, `unprocessable` or `payload-too-large`. */
export function readEvents({ contentType, headers, ...body }: Sent): CloudEvent[] {
  if ('base64' in body || contentType === 'application/json') {
    const mediaType = headers['content-type'] ?? contentType;
    const data = dataIn(body, mediaType);
    // Without data, `content-type` is optional.
    const datacontenttype = 'data' in data || 'data_base64' in data ? mediaType : headers['content-type'];
    return [event({ ...attributesIn(headers), ...(datacontenttype && { datacontenttype }), ...data }, '')];
  }
  const value = json(body.text);
  if (contentType === 'application/cloudevents+json') return [event(value, '')];
  if (!Array.isArray(value)) throw new MeshError('invalid', 'a batch is an array of events');
  if (value.length > MOST_EVENTS)
    throw new MeshError('payload-too-large', `send at most ${MOST_EVENTS} events at once`);
  return value.map((one, place) => event(one, `/${place}`));
}

/** JSON as its value, text as text if it can be stored, everything else as bytes. */
function dataIn(body: Body, mediaType: string): { data?: unknown; data_base64?: string } {
  if ('text' in body) return body.text === '' ? {} : { data: json(body.text) };
  const { base64 } = body;
  if (base64 === '') return {};
  const bytes = Buffer.from(base64, 'base64');
  if (isJsonType(mediaType)) {
    if (!isUtf8(bytes)) throw new MeshError('invalid', 'the body is not UTF-8');
    return { data: json(bytes.toString()) };
  }
  const isText = isTextType(mediaType) && isUtf8(bytes) && isPlainText(bytes.toString());
  return isText ? { data: bytes.toString() } : { data_base64: base64 };
}

const quoted = /^"((?:[^"\\]|\\.)*)"$/;

function attributesIn(headers: Sent['headers']): Record<string, string> {
  const told = Object.entries(headers).filter(([name, value]) => name.startsWith('ce-') && value !== undefined);
  if (told.length === 0)
    throw new MeshError('invalid', 'tell the attributes in ce- headers, or send application/cloudevents+json');
  return Object.fromEntries(told.map(([name, value = '']) => [name.slice('ce-'.length), attributeOf(value)]));
}

/** Values are percent-encoded, and may be quoted, as the HTTP binding says (3.1.3.2). */
function attributeOf(header: string): string {
  const [, within] = quoted.exec(header) ?? [];
  return percentDecoded(within?.replace(/\\(.)/g, '$1') ?? header);
}

function json(text: string): unknown {
  const { value, faults } = parseJson(text);
  const [first] = faults;
  if (first) throw new MeshError('invalid', `the body is no JSON: ${first.message}`);
  const [unstorable] = checkValue(value);
  if (unstorable) throw new MeshError('unprocessable', `${unstorable.pointer || 'the body'}: ${unstorable.message}`);
  return value;
}

function event(value: unknown, pointer: string): CloudEvent {
  const read = cloudEvent.safeParse(value, { reportInput: false });
  if (!read.success)
    throw new MeshError('invalid', 'not a CloudEvent 1.0', {
      errors: read.error.issues.map((issue) => fault(issue, pointer)),
    });
  if (Buffer.byteLength(JSON.stringify(value)) > MOST_EVENT_BYTES)
    throw new MeshError('payload-too-large', `an event holds at most ${MOST_EVENT_BYTES} bytes; refer to the rest`);
  const { data: _, data_base64: _bytes, ...attributes } = read.data;
  if (Buffer.byteLength(JSON.stringify(attributes)) > MOST_ATTRIBUTE_BYTES)
    throw new MeshError('payload-too-large', `the attributes of an event hold at most ${MOST_ATTRIBUTE_BYTES} bytes`);
  if (isOfMesh(read.data.type)) throw new MeshError('unprocessable', OF_MESH);
  return read.data as CloudEvent;
}

function fault({ path, message }: { path: PropertyKey[]; message: string }, pointer: string): Fault {
  return { pointer: `/body${pointer}${pointerOf(path)}`, message };
}
