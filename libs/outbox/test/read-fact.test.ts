import { defineEvent, eventSubject } from '@mesh/contracts/event';
import { newId } from '@mesh/contracts/id';
import { eventReceived } from '@mesh/contracts/workflows-events';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { toBody } from '../src/event/body.ts';
import { type CloudEvent, toHeaders } from '../src/event/cloud-event.ts';
import { readFact } from '../src/handle/read-fact.ts';
import { on, onEvery } from '../src/on.ts';

const counted = defineEvent({
  service: 'vectors',
  type: 'mesh.vectors.number.counted.v1',
  topic: 'vectors.number.counted',
  summary: 'A number has been counted.',
  data: z.object({ number: z.number() }),
});
const workspaceId = newId('ws');
const event = { id: 'evt_1', type: counted.type, source: '/test', time: '2026-01-01T00:00:00.000Z' };
const handlers = [on(counted, async () => {})];
const read = (payload: string, change: Partial<CloudEvent> = {}, takers = handlers) =>
  readFact(takers, eventSubject(counted, workspaceId), toHeaders({ ...event, ...change }), Buffer.from(payload));

test('an event of a known type is a fact of the workspace that its subject names', () => {
  expect(read('{"number":1}')).toMatchObject({ kind: 'fact', fact: { id: 'evt_1', workspaceId, data: { number: 1 } } });
});

test('another type is ignored, another version waits', () => {
  expect(read('{}', { type: 'mesh.vectors.point.upserted.v1' })).toEqual({ kind: 'ignored' });
  expect(read('{}', { type: 'mesh.vectors.number.counted.v2' })).toEqual({ kind: 'later' });
});

test('a handler of everything takes what the others do not, but no other version of theirs', () => {
  const every = [...handlers, onEvery(async () => {})];
  expect(read('{}', { type: 'com.example.order' }, every)).toMatchObject({ kind: 'fact', fact: { data: {} } });
  expect(read('{}', { type: 'mesh.vectors.number.counted.v2' }, every)).toEqual({ kind: 'later' });
});

test('what cannot be read is refused with the reason', () => {
  expect(read('nonsense')).toMatchObject({ kind: 'refused', eventId: 'evt_1', reason: /JSON/ });
  expect(read('{"number":"1"}')).toMatchObject({ kind: 'refused', reason: /does not fit/ });
  expect(readFact(handlers, 'event.ws', undefined, Buffer.alloc(0))).toMatchObject({
    kind: 'refused',
    security: false,
  });
});

test('bytes and texts of other types are data as they are', () => {
  const every = [onEvery(async () => {})];
  const factOf = (data: string, inBase64 = false) => {
    const told = { ...event, type: 'a', recordedtime: event.time, attributes: { datacontenttype: 'a/b' }, inBase64 };
    const carried = toHeaders(told);
    return readFact(every, `event.${workspaceId}.a.b.c`, carried, toBody(told, data, carried));
  };
  const attributes = { datacontenttype: 'a/b' };
  expect(factOf('"{"')).toMatchObject({ kind: 'fact', fact: { data: '{', inBase64: undefined, attributes } });
  expect(factOf('"AP+A"', true)).toMatchObject({ kind: 'fact', fact: { data: 'AP+A', inBase64: true, attributes } });
});

test('a claim to another workspace, in headers or data, is a security event', () => {
  const other = newId('ws');
  expect(read('{"number":1}', { workspaceid: other })).toMatchObject({ kind: 'refused', security: true });
  expect(read(`{"number":1,"workspaceId":"${other}"}`)).toMatchObject({ kind: 'refused', security: true });
  expect(read(`{"number":1,"workspaceId":"${workspaceId}"}`, { workspaceid: workspaceId }).kind).toBe('fact');
});

test('what the data of a user say of workspaces is no claim', () => {
  const every = [onEvery(async () => {})];
  const told = (workspaceid?: string) => {
    const headers = toHeaders({ ...event, type: 'com.example.order', workspaceid });
    return readFact(every, eventSubject(eventReceived, workspaceId), headers, Buffer.from('{"workspaceId":"theirs"}'));
  };
  expect(told(workspaceId)).toMatchObject({ kind: 'fact', fact: { data: { workspaceId: 'theirs' } } });
  expect(told(newId('ws'))).toMatchObject({ kind: 'refused', security: true });
});

test('an event that bears a known type on another subject is no fact of the mesh: users name their own events', () => {
  const subject = `event.${workspaceId}.workflows.event.emitted`;
  const emitted = (takers: typeof handlers) => readFact(takers, subject, toHeaders(event), Buffer.from('{"number":1}'));
  expect(emitted(handlers)).toEqual({ kind: 'ignored' });
  expect(emitted([...handlers, onEvery(async () => {})])).toMatchObject({ kind: 'fact', fact: { type: counted.type } });
});
