import { headers } from '@nats-io/nats-core';
import { expect, test } from 'vitest';
import { fromHeaders, toHeaders } from '../src/cloud-event.ts';

const event = { id: 'evt_1', type: 'mesh.a.b.c.v1', source: '/services/a', time: '2026-01-01T00:00:00.000Z' };

test('an event survives its headers, whatever its subject is made of', () => {
  for (const subject of ['plain', 'two words', 'ü “quoted” 100 %', "it's\r\nmce-id: forged"]) {
    const carried = toHeaders({ ...event, subject });
    expect(carried.get('ce-subject')).toMatch(/^[!-~]*$/);
    expect(fromHeaders(carried)).toMatchObject({ ...event, subject });
  }
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
