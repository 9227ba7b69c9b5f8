import { headers } from '@nats-io/nats-core';
import { expect, test } from 'vitest';
import { type CloudEvent, fromHeaders, toHeaders } from '../src/event/cloud-event.ts';

const event = { id: 'evt_1', type: 'mesh.a.b.c.v1', source: '/services/a', time: '2026-01-01T00:00:00.000Z' };

test('an event survives its headers, whatever its subject is made of', () => {
  for (const subject of ['plain', 'two words', 'ü “quoted” 100 %', "it's\r\nmce-id: forged"]) {
    const carried = toHeaders({ ...event, subject });
    expect(carried.get('ce-subject')).toMatch(/^[!-~]*$/);
    expect(fromHeaders(carried)).toMatchObject({ ...event, subject });
  }
});

test("an event of somebody else keeps its time and its other attributes, and none of them passes for the mesh's own", () => {
  const attributes = {
    traceparent: 'ü 100 %',
    region: 'eu west',
    workspaceid: 'forged',
    recordedtime: 'forged',
    id: 'x',
  };
  const recordedtime = '2026-01-02T00:00:00.000Z';
  const read = fromHeaders(toHeaders({ ...event, workspaceid: 'ws_1', recordedtime, attributes }));
  const { traceparent, region } = attributes;
  expect(read).toMatchObject({ ...event, workspaceid: 'ws_1', recordedtime, attributes: { traceparent, region } });
  expect(Object.keys(read.attributes ?? {})).toEqual(['traceparent', 'region']);
});

test('the type of the data is said as it is, and JSON where nothing is said', () => {
  const typeOf = (more: Partial<CloudEvent>) => toHeaders({ ...event, ...more }).get('content-type');
  const attributes = { datacontenttype: 'text/plain; charset="utf-8"' };
  const recordedtime = '2026-01-02T00:00:00.000Z';
  expect(typeOf({ attributes, recordedtime })).toBe(attributes.datacontenttype);
  expect(fromHeaders(toHeaders({ ...event, attributes, recordedtime })).attributes).toEqual(attributes);
  expect([typeOf({}), typeOf({ inBase64: true })]).toEqual(['application/json', '']);
  expect(typeOf({ attributes: { datacontenttype: 'a/ü\r\nce-id: x' } })).toBe('a/%C3%BC%0D%0Ace-id: x');
});

test('a message without an id, a type or a time is no event', () => {
  for (const missing of ['ce-id', 'ce-type', 'ce-time', 'ce-source']) {
    const carried = toHeaders(event);
    carried.delete(missing);
    expect(() => fromHeaders(carried)).toThrow();
  }
  expect(() => fromHeaders(headers())).toThrow();
  expect(() => fromHeaders(undefined)).toThrow();
});
