import { expect, test } from 'vitest';
import { readMessage } from '../src/live/socket/message.ts';

test('what a client says is read, and what it may not say is pointed to as in the body of a request', () => {
  expect(readMessage('{"op":"unsubscribe","topic":"events"}')).toEqual({ op: 'unsubscribe', topic: 'events' });
  const faults = [
    { pointer: '/topic', message: expect.any(String) },
    { pointer: '/a~1b', message: 'unknown field' },
  ];
  expect(() => readMessage('{"op":"unsubscribe","topic":"","a/b":1}')).toThrow(
    expect.objectContaining({ code: 'invalid', errors: faults }),
  );
});
