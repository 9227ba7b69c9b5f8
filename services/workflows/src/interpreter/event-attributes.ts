import { cloudEvent, isOfMesh, MOST_ATTRIBUTE_BYTES, OF_MESH } from '@mesh/contracts/cloud-events';
import type { Json } from '@mesh/jq/json';
import { z } from 'zod';
import { standardFault } from '../workflow-fault.ts';
import type { CloudEvent } from './cloud-event.ts';

type Attribute = { readonly expected: string; readonly fits: (text: string) => boolean };

const isSomething = (text: string) => text.length > 0;
/** RFC 3986: what may stand in a URI, relative or not. */
const reference = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/;
const scheme = /^[A-Za-z][A-Za-z0-9+\-.]*:./;
/** RFC 2045, such as `text/plain; charset=utf-8`. */
const mediaType = /^[\w!#$&^.+-]+\/[\w!#$&^.+*-]+\s*(?:;.*)?$/;
const dateTime = z.iso.datetime({ offset: true });
const withSeconds = /T\d\d:\d\d:\d\d/;

/** Attributes of CloudEvents 1.0 with a prescribed form. */
const attributes: Readonly<Record<string, Attribute>> = {
  id: { expected: 'a text', fits: isSomething },
  source: { expected: 'a URI', fits: (text) => reference.test(text) },
  type: { expected: 'a text', fits: isSomething },
  subject: { expected: 'a text', fits: isSomething },
  time: {
    expected: 'a date and time (RFC 3339)',
    fits: (text) => withSeconds.test(text) && dateTime.safeParse(text).success,
  },
  datacontenttype: { expected: 'a media type', fits: (text) => mediaType.test(text) },
  dataschema: { expected: 'an absolute URI', fits: (text) => scheme.test(text) && reference.test(text) },
};

/**
 * The attributes of an event to emit, without null ones, which CloudEvents treats as absent. Throws `WorkflowFault` for a
 * malformed one.
 */
export function eventAttributes(given: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  const there = Object.entries(given).filter(([name, value]) => value !== null || name === 'data');
  for (const [name, value] of there) {
    const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (attribute === undefined || (typeof value === 'string' && attribute.fits(value))) continue;
    throw standardFault('validation', `the ${name} of the event is not ${attribute.expected}`);
  }
  const attributesAlone = Object.fromEntries(there.filter(([name]) => name !== 'data'));
  if (Buffer.byteLength(JSON.stringify(attributesAlone)) > MOST_ATTRIBUTE_BYTES)
    throw standardFault('validation', `the attributes of the event hold more than ${MOST_ATTRIBUTE_BYTES} bytes`);
  return Object.fromEntries(there);
}

/** Applies the checks for incoming events to an emitted one, since both travel the same way. Throws `WorkflowFault`. */
export function checkEvent(event: CloudEvent): void {
  const [issue] = cloudEvent.safeParse(event, { reportInput: false }).error?.issues ?? [];
  if (issue)
    throw standardFault('validation', `not a CloudEvent 1.0: ${[...issue.path.map(String), issue.message].join(': ')}`);
  if (isOfMesh(event.type)) throw standardFault('validation', OF_MESH);
}
