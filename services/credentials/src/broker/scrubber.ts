const MARK = '[redacted]';
/** What is shorter in an encoded form would be found by chance. */
const SHORTEST_ENCODED = 6;

/** Takes secrets out of what comes back: raw, base64 at any offset, base64url, hex, URL-encoded and JSON-escaped. */
export class Scrubber {
  readonly #texts: readonly string[];
  readonly #bytes: readonly string[];

  constructor(secrets: readonly string[]) {
    const read = secrets.filter((secret) => secret !== '').flatMap((secret) => [secret, misread(secret)]);
    const forms = new Set(read.flatMap(formsOf));
    this.#texts = [...forms].sort((one, other) => other.length - one.length);
    this.#bytes = this.#texts.map((text) => Buffer.from(text).toString('latin1'));
  }

  /** So many bytes at the end of what has come may be the beginning of a secret. */
  get reach(): number {
    return Math.max(...this.#bytes.map(({ length }) => length), 1) - 1;
  }

  text(text: string): string {
    return this.#texts.reduce((left, form) => left.replaceAll(form, MARK), text);
  }

  /** Works on any bytes, text or not. */
  bytes(bytes: Buffer): Buffer {
    const before = bytes.toString('latin1');
    const after = this.#bytes.reduce((left, form) => left.replaceAll(form, MARK), before);
    return after === before ? bytes : Buffer.from(after, 'latin1');
  }

  /** A JSON value with its names and texts scrubbed, however they were escaped on the way. */
  json(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((member) => this.json(member));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [this.text(name), this.json(member)]));
  }

  headers(headers: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [this.text(name), this.text(value)]));
  }
}

/** UTF-8 that was read as Latin-1, as servers read headers. */
function misread(secret: string): string {
  return Buffer.from(secret).toString('latin1');
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const url = encodeURIComponent(secret.toWellFormed());
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  const base64 = [0, 1, 2].map((offset) => base64Inside(bytes, offset));
  const encoded = [
    ...base64.flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]),
    ...[bytes.toString('hex'), bytes.toString('hex').toUpperCase()],
  ].filter((text) => text.length >= SHORTEST_ENCODED);
  const escapes = [url, form].flatMap((text) => [text, text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
  return [secret, json, json.replaceAll('/', '\\/'), asciiJson(json), ...escapes, ...encoded];
}

/** The characters that the secret alone decides when `offset` bytes (modulo 3) stand before it. */
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
