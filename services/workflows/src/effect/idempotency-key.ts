import { createHash } from 'node:crypto';

const LONGEST = 255;

/** The key of an effect as a header holds it: visible ASCII, at most 255 characters, one for each effect. */
export function idempotencyKey(key: string): string {
  const visible = encodeURI(key);
  if (visible.length <= LONGEST) return visible;
  const [execution = ''] = key.split(':', 1);
  return `${execution}:${createHash('sha256').update(key).digest('hex')}`;
}
