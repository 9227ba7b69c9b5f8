import {
  cloudEvent,
  isOfMesh,
  MOST_ATTRIBUTE_BYTES,
  MOST_EVENT_BYTES,
  MOST_EVENTS,
  OF_MESH,
} from '@mesh/contracts/cloud-events';
import { type Fault, MeshError } from '@mesh/contracts/mesh-error';
import { checkValue } from '../definition/text/check-value.ts';
import { parseJson } from '../definition/text/parse-json.ts';
import type { CloudEvent } from '../interpreter/cloud-event.ts';

export type Sent = {
  readonly contentType: string;
  readonly text: string;
  /** `ce-` headers, which make the mode binary. */
  readonly headers: Readonly<Record<string, string | undefined>>;
};

/** The events of a request, in structured, batched or binary mode. Throws `invalid`, `unprocessable` or `payload-too-large`. */
export function readEvents({ contentType, text, headers }: Sent): CloudEvent[] {
  if (contentType === 'application/json')
    return [event({ ...attributesIn(headers), datacontenttype: contentType, ...dataIn(text) }, '')];
  const value = json(text);
  if (contentType === 'application/cloudevents+json') return [event(value, '')];
  if (!Array.isArray(value)) throw new MeshError('invalid', 'a batch is an array of events');
  if (value.length > MOST_EVENTS)
    throw new MeshError('payload-too-large', `send at most ${MOST_EVENTS} events at once`);
  return value.map((one, place) => event(one, `/${place}`));
}

function dataIn(text: string): { data?: unknown } {
  return text === '' ? {} : { data: json(text) };
}

/** Values are percent-encoded, as the HTTP binding says. */
function attributesIn(headers: Sent['headers']): Record<string, string> {
  const told = Object.entries(headers).filter(([name, value]) => name.startsWith('ce-') && value !== undefined);
  if (told.length === 0)
    throw new MeshError('invalid', 'tell the attributes in ce- headers, or send application/cloudevents+json');
  return Object.fromEntries(told.map(([name, value = '']) => [name.slice('ce-'.length), decoded(value)]));
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
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
  return { pointer: [`/body${pointer}`, ...path.map(String)].join('/'), message };
}
