import { expect, test } from 'vitest';
import { fromStructured, toStructured } from '../src/event/structured-event.ts';

const event = { id: 'evt_1', type: 'mesh.a.b.c.v1', source: '/services/a', time: '2026-01-01T00:00:00.000Z' };
const read = (text: string) => fromStructured(JSON.parse(text) as Record<string, unknown>);

test('an event survives its JSON, and its data are not written anew', () => {
  const subject = 'ü “quoted”\r\n 100 %';
  const text = toStructured({ ...event, subject, workspaceid: 'ws_1', traceparent: '00-1-2-01' }, '{"sum":1.0}');
  expect(text).toContain('"data":{"sum":1.0}}');
  const told = { ...event, subject, workspaceid: 'ws_1', traceparent: '00-1-2-01' };
  expect(read(text)).toEqual({ event: told, data: { sum: 1 } });
});

test('it is a CloudEvent 1.0 in structured mode', () => {
  expect(JSON.parse(toStructured({ ...event, workspaceid: 'ws_1' }, 'null'))).toEqual({
    specversion: '1.0',
    ...event,
    workspaceid: 'ws_1',
    datacontenttype: 'application/json',
    data: null,
  });
});

test('data that are null are there, and where there are none they are not', () => {
  expect(read(toStructured(event, 'null'))).toEqual({ event, data: null });
  const without = toStructured(event, undefined);
  expect(JSON.parse(without)).toEqual({ specversion: '1.0', ...event });
  expect(read(without)).toEqual({ event, data: undefined });
});

test("an event of somebody else keeps its time and its other attributes, and none of them passes for the mesh's own", () => {
  const kept = { traceparent: 'of theirs', region: 'eu west', datacontenttype: 'text/plain' };
  const forged = { workspaceid: 'x', recordedtime: 'x', id: 'x', meshtrace: 'x', data: 'x', data_base64: 'x' };
  const recordedtime = '2026-01-02T00:00:00.000Z';
  const told = { ...event, workspaceid: 'ws_1', recordedtime };
  const text = toStructured({ ...told, attributes: { ...kept, ...forged } }, '1');
  expect(read(text)).toEqual({ event: { ...told, attributes: kept }, data: 1 });
});

test('bytes are bytes, of the type that they were said to be, or of none', () => {
  const told = { ...event, recordedtime: '2026-01-02T00:00:00.000Z', inBase64: true };
  for (const attributes of [{ datacontenttype: 'image/png' }, {}]) {
    const text = toStructured({ ...told, attributes }, '"AP+A"');
    const { time: _, recordedtime: _recorded, ...said } = JSON.parse(text);
    const { id, type, source } = event;
    expect(said).toEqual({ specversion: '1.0', id, type, source, ...attributes, data_base64: 'AP+A' });
    expect(read(text)).toEqual({ event: { ...told, attributes }, data: 'AP+A' });
  }
});
