import { expect, test } from 'vitest';
import { targetOf } from '../src/target.ts';

test('a redirect may go up to https and never down to http', () => {
  const up = targetOf('https://example.com/b', new URL('http://example.com/a'), undefined);
  expect(up.href).toBe('https://example.com/b');
  expect(() => targetOf('http://example.com/b', new URL('https://example.com/a'), undefined)).toThrow(
    expect.objectContaining({ code: 'egress-denied' }),
  );
  expect(targetOf('/b#c', new URL('https://example.com/a'), ['example.com']).href).toBe('https://example.com/b');
});

test.each(['x'.repeat(8_193), 'no url', 'http://', '//'])('%.20s is no URL', (text) => {
  expect(() => targetOf(text, undefined, undefined)).toThrow(expect.objectContaining({ code: 'unprocessable' }));
});
