import { expect, test } from 'vitest';
import { EventStreamReader, eventsIn } from '../../src/effect/http/event-stream-reader.ts';

const stream =
  ': a word to keep it open\r\n\r\nid: 1\r\ndata: one\r\ndata:two\r\n\r\ndata: drei, für\n\nevent: end\ndata: {}';

test('the lines of data of an event are one text, whatever ends the lines and whether anything ends the last event', () => {
  expect(eventsIn(Buffer.from(stream))).toEqual(['one\ntwo', 'drei, für', '{}']);
});

test.each(['\n', '\r', '\r\n'])('lines end with %j, in one piece or in single bytes', (end) => {
  const told = Buffer.from(['data: one', 'data', 'data:two', '', 'id: 7', 'data: three', '', ''].join(end));
  expect(eventsIn(told)).toEqual(['one\n\ntwo', 'three']);
  const reader = new EventStreamReader();
  const found = Array.from(told, (byte) => reader.push(Uint8Array.of(byte))).flat();
  expect([found, reader.lastId]).toEqual([['one\n\ntwo', 'three'], '7']);
});

test('a stream tells how long it wants to be left alone, in digits', () => {
  const reader = new EventStreamReader();
  const told = ['retry: soon\n\n', 'retry: 250\n', 'data: a\n\n', 'retry:0\n'].map((text) => {
    reader.push(Buffer.from(text));
    return reader.retryMs;
  });
  expect(told).toEqual([undefined, 250, 250, 0]);
});

test('an event that ends with CR is heard before anything comes behind it', () => {
  const reader = new EventStreamReader();
  expect(reader.push(Buffer.from('data: one\r\r'))).toEqual(['one']);
  expect(reader.push(Buffer.from('\ndata: two\r\n\r'))).toEqual(['two']);
});

test('a stream says the same in single bytes, but of an event that nothing has ended', () => {
  const reader = new EventStreamReader();
  const found = Array.from(Buffer.from(stream), (byte) => reader.push(Uint8Array.of(byte))).flat();
  expect(found).toEqual(['one\ntwo', 'drei, für']);
});

test('the id of an event stays that of those behind it, and counts once the event has ended', () => {
  const reader = new EventStreamReader();
  const told = ['id: 1\n', 'data: a\n\n', 'data: b\n\nid: 2\ndata: c\n', '\n', 'id: 3\0\n\n', 'id\n\n'].map((text) => {
    reader.push(Buffer.from(text));
    return reader.lastId;
  });
  expect(told).toEqual(['', '1', '1', '2', '2', '']);
});
