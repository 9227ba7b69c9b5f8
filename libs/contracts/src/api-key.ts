import { randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { newId } from './id.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SECRET_LENGTH = 43;
const shape = /^amk_(key_[0-7][0-9a-hjkmnp-tv-z]{25})_([0-9A-Za-z]{43})_([0-9a-f]{8})$/;

/** `id` names the row; `secret` is 43 base62 characters, 256 bits. */
export type ApiKey = { readonly id: string; readonly secret: string };

/** Generates a key. Its text is shown once and stored nowhere. */
export function newApiKey(id: string = newId('key')): ApiKey {
  const secret = Array.from({ length: SECRET_LENGTH }, () => alphabet[randomInt(alphabet.length)]).join('');
  return { id, secret };
}

/** `amk_<id>_<secret>_<crc32>`, the checksum in eight lower-case hexadecimal digits. */
export function formatApiKey({ id, secret }: ApiKey): string {
  const head = `amk_${id}_${secret}`;
  return `${head}_${checksum(head)}`;
}

/** Undefined if the text is no key or was mistyped, so that a typing error costs no database query. */
export function parseApiKey(text: string): ApiKey | undefined {
  const [, id, secret, sum] = shape.exec(text) ?? [];
  if (id === undefined || secret === undefined) return undefined;
  return checksum(`amk_${id}_${secret}`) === sum ? { id, secret } : undefined;
}

function checksum(head: string): string {
  return crc32(head).toString(16).padStart(8, '0');
}
