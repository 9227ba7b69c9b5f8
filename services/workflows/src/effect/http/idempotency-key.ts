import { hash } from 'node:crypto';

const LONGEST = 255;

/** The key of an effect as a header holds it: visible ASCII, at most 255 characters, one for each effect. */
export function idempotencyKey(key: string): string {
  const visible = encodeURI(key);
  return visible.length <= LONGEST ? visible : hashed(key);
}

/** The key of one request of several that an effect makes, such as the beginning of a session. */
export function keyOfPart(key: string, part: string): string {
  const whole = `${key}.${part}`;
  return whole.length <= LONGEST ? whole : hashed(whole);
}

function hashed(key: string): string {
  const [execution = ''] = key.split(':', 1);
  return `${execution}:${hash('sha256', key)}`;
}
