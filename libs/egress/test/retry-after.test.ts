import { expect, test } from 'vitest';
import { retryAfterMs } from '../src/retry-after.ts';

const now = Date.parse('2026-11-26T12:00:00Z');

test.each([
  { value: '0', ms: 0 },
  { value: '120', ms: 120_000 },
  { value: '7.66', ms: 7_660 },
  { value: 'Thu, 26 Nov 2026 12:00:30 GMT', ms: 30_000 },
])('$value asks for $ms ms', ({ value, ms }) => {
  expect(retryAfterMs(value, now)).toBe(ms);
});

test.each([undefined, '', 'soon', '-1', '9'.repeat(400), 'Thu, 26 Nov 2026 11:59:59 GMT'])(
  '%s asks nothing',
  (value) => {
    expect(retryAfterMs(value, now)).toBeUndefined();
  },
);
