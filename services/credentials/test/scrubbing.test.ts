import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { Scrubber } from '../src/broker/scrubber.ts';
import { Scrubbing } from '../src/broker/scrubbing.ts';

const SECRET = 'sk-canary/5f+3f9a';

function inParts(forms: readonly string[], parts: readonly string[]): string {
  const scrubbing = new Scrubbing(forms);
  return parts.map((part) => scrubbing.add(part)).join('') + scrubbing.end();
}
const pieces = (text: string, size: number) => text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];
/** Numbers from 0 to 1 that are the same each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('a secret that comes in pieces, cut anywhere, is taken out', async () => {
  const text = `data: {"key":"${SECRET}","hex":"${Buffer.from(SECRET).toString('hex')}"}\n\n${'.'.repeat(400)}`;
  for (let size = 1; size < 40; size++) {
    const body = Readable.from(pieces(text, size).map((part) => Buffer.from(part))).pipe(new Scrubber([SECRET]).body());
    const clean = String(await buffer(body));
    expect(clean, `in pieces of ${size}`).toBe(`data: {"key":"[redacted]","hex":"[redacted]"}\n\n${'.'.repeat(400)}`);
  }
});

test('what overlaps or touches is behind one mark, and nothing of it is left', () => {
  expect(inParts(['abc', 'abcdef', 'efg'], ['-abcdefg-'])).toBe('-[redacted]-');
  expect(inParts(['abc', 'cde'], ['-abcde-'])).toBe('-[redacted]-');
  expect(inParts(['ab'], ['-ababab-'])).toBe('-[redacted]-');
  expect(inParts(['aa'], ['a'.repeat(1_001)])).toBe('[redacted]');
  expect(inParts(['a'], ['xaxaax'])).toBe('x[redacted]x[redacted]x');
});

test.each([1, 2, 3, 4, 5])('texts in any parts give the same as in one piece (seed %i)', (seed) => {
  const random = seeded(seed);
  const word = (longest: number) =>
    Array.from({ length: 1 + Math.floor(random() * longest) }, () => 'abc'[Math.floor(random() * 3)]).join('');
  for (let round = 0; round < 200; round++) {
    const forms = Array.from({ length: 1 + Math.floor(random() * 4) }, () => word(6));
    const parts = Array.from({ length: 1 + Math.floor(random() * 12) }, () => word(9));
    const whole = inParts(forms, [parts.join('')]);
    expect(inParts(forms, parts), `${forms} in ${parts}`).toBe(whole);
    const clear = whole.split('[redacted]').join('|');
    for (const form of forms) expect(clear, `${forms} in ${parts}`).not.toContain(form);
  }
});

test('what else comes is given at once, but for an end that may be the beginning of a secret', () => {
  const scrubbing = new Scrubbing(['0123456789']);
  expect(scrubbing.add('x'.repeat(100))).toBe('x'.repeat(100));
  expect(scrubbing.add('data: 12, 0123')).toBe('data: 12, ');
  expect(scrubbing.add('x 0123456789')).toBe('0123x [redacted]');
  expect(scrubbing.add('012')).toBe('');
  expect(scrubbing.end()).toBe('012');
});

test('of a long secret small parts are gathered before they are looked through', () => {
  const secret = 'k'.repeat(10_000);
  const scrubbing = new Scrubbing([secret]);
  const given = Array.from({ length: 100 }, () => scrubbing.add('.'.repeat(1_000)));
  expect(given.filter((text) => text !== '').length).toBeLessThan(12);
  expect(given.join('') + scrubbing.add(secret) + scrubbing.end()).toBe(`${'.'.repeat(100_000)}[redacted]`);
});
