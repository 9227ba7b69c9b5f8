import { expect, test } from 'vitest';
import { Scrubber } from '../src/broker/scrubber.ts';
import { scrubbingParts } from '../src/broker/scrubbing-parts.ts';

const SECRET = 'sk-canary/5f+3f9a';

function told(parts: readonly string[], status = 200): string {
  const heard: Buffer[] = [];
  const take = scrubbingParts(new Scrubber([SECRET]), (part) => heard.push(part));
  for (const part of parts) take(Buffer.from(part), status);
  return Buffer.concat(heard).toString();
}

test('a secret that comes in pieces, cut anywhere, is never told', () => {
  const text = `data: {"key":"${SECRET}","hex":"${Buffer.from(SECRET).toString('hex')}"}\n\n${'.'.repeat(400)}`;
  for (let size = 1; size < 40; size++) {
    const parts = text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];
    const heard = told(parts);
    expect(heard, `in pieces of ${size}`).toMatch(/^data: {"key":"\[redacted\]","hex":"\[redacted\]"}/);
    expect(heard).not.toContain('canary');
  }
});

test('what else comes is told in order, but for its end, which may be the beginning of a secret', () => {
  const text = 'x'.repeat(1_000);
  expect(text.startsWith(told([text.slice(0, 300), text.slice(300)]))).toBe(true);
  expect(told([text]).length).toBeGreaterThan(900);
});

test('what a failure says is not told', () => {
  expect(told(['x'.repeat(1_000)], 500)).toBe('');
});
