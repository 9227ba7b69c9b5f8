import { hash } from 'node:crypto';

const LONGEST = 255;

/** An effect's key as a header value: visible ASCII, at most 255 characters, unique per effect. */
export function idempotencyKey(key: string): string {
  const visible = encodeURI(key);
  return visible.length <= LONGEST ? visible : hashed(key);
}

/** The key of one of several requests of an effect, such as the start of a session. */
export function keyOfPart(key: string, part: string): string {
  const whole = `${key}.${part}`;
  return whole.length <= LONGEST ? whole : hashed(whole);
}

function hashed(key: string): string {
  const [execution = ''] = key.split(':', 1);
  return `${execution}:${hash('sha256', key)}`;
}
