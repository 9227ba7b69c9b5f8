import { formEncoded } from '../form-encoded.ts';
import { byteText } from './byte-text.ts';

/** A shorter encoded form would be found by chance. */
const SHORTEST_ENCODED = 6;

/** All encodings in which secrets may come back: raw, base64 at any offset, base64url, hex, URL-encoded and JSON-escaped. */
export function formsOf(secrets: readonly string[]): string[] {
  // Servers read headers as Latin-1.
  const read = secrets.filter((secret) => secret !== '').flatMap((secret) => [secret, byteText(secret)]);
  return [...new Set(read.flatMap(formsOfOne))];
}

function formsOfOne(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const url = encodeURIComponent(secret.toWellFormed());
  const form = formEncoded(secret);
  const base64 = [0, 1, 2].map((offset) => base64Inside(bytes, offset));
  const encoded = [
    ...base64.flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]),
    ...[bytes.toString('hex'), bytes.toString('hex').toUpperCase()],
  ].filter((text) => text.length >= SHORTEST_ENCODED);
  const escapes = [url, form].flatMap((text) => [text, text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
  return [secret, json, json.replaceAll('/', '\\/'), asciiJson(json), ...escapes, ...encoded];
}

/** The base64 characters that depend on the secret alone if `offset` bytes (modulo 3) precede it. */
function base64Inside(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const unsure = (offset + bytes.length) % 3 === 0 ? 0 : 1;
  return text.slice(offset === 0 ? 0 : offset + 1, text.length - unsure);
}

function asciiJson(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
