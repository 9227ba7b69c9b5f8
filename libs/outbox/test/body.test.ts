import { headers } from '@nats-io/nats-core';
import { expect, test } from 'vitest';
import { fromBody, toBody } from '../src/event/body.ts';
import { type CloudEvent, toHeaders } from '../src/event/cloud-event.ts';

const told: CloudEvent = { id: '1', type: 'a', source: '/a', time: '2026-01-01T00:00:00.000Z' };
const of = (datacontenttype: string, inBase64 = false) => ({ ...told, attributes: { datacontenttype }, inBase64 });

test.each([
  { what: 'JSON', event: told, data: '"a"', body: '"a"' },
  { what: 'JSON of a type of its own', event: of('application/vnd.a+json'), data: '"a"', body: '"a"' },
  { what: 'a text', event: of('text/plain'), data: '"a\\nü"', body: 'a\nü' },
  { what: 'an object that is said to be a text', event: of('text/plain'), data: '{"a":1}', body: '{"a":1}' },
  { what: 'bytes', event: of('image/png', true), data: '"AP+A"', body: Buffer.from([0, 255, 128]) },
  { what: 'bytes that are said to be JSON', event: of('application/json', true), data: '"e30="', body: '{}' },
  { what: 'JSON that is null', event: told, data: 'null', body: 'null' },
  { what: 'no data', event: told, data: undefined, body: '' },
  { what: 'no data, of a type,', event: of('text/plain'), data: undefined, body: '' },
  { what: 'no bytes', event: of('image/png', true), data: '""', body: '' },
])('$what is its body, and is read as what it was', ({ event, data, body }) => {
  const carried = headers();
  const made = toBody(event, data, carried);
  expect(made).toEqual(Buffer.from(body));
  const { inBase64 = false } = event;
  expect(fromBody(carried, made)).toEqual({ data: data && JSON.parse(data), ...(inBase64 && { inBase64 }) });
});

test('a body that does not say what it is is JSON', () => {
  expect(fromBody(undefined, Buffer.from('[1]'))).toEqual({ data: [1] });
  expect(() => fromBody(headers(), Buffer.from([0, 255]))).toThrow(SyntaxError);
});

test('without data there is no type of data, but where the event says one', () => {
  const typeOf = (event: CloudEvent) => {
    const carried = toHeaders(event);
    toBody(event, undefined, carried);
    return carried.get('content-type');
  };
  expect([typeOf(told), typeOf(of('text/plain'))]).toEqual(['', 'text/plain']);
});
