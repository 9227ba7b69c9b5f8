import { isUtf8 } from 'node:buffer';

/** One request of a call; each redirect makes the next one. */
export type Hop = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
};

const redirecting = new Set([301, 302, 303, 307, 308]);
const alwaysSecret = ['authorization', 'cookie', 'x-api-key', 'idempotency-key'];

export function isRedirect(status: number): boolean {
  return redirecting.has(status);
}

/** Decodes `Location` as the Fetch standard does: headers arrive as Latin-1, and valid UTF-8 in them was meant as such. */
export function writtenLocation(header: string): string {
  const bytes = Buffer.from(header, 'latin1');
  return isUtf8(bytes) ? bytes.toString() : header;
}

/** The next request, as the Fetch standard makes it. Secrets are dropped if the origin changes. */
export function nextHop(hop: Hop, status: number, url: URL, secretHeaders: readonly string[]): Hop {
  const asGet = status === 303 ? hop.method !== 'HEAD' : status < 303 && hop.method === 'POST';
  const dropped = new Set([
    ...(url.origin === hop.url.origin ? [] : [...alwaysSecret, ...secretHeaders.map((name) => name.toLowerCase())]),
    ...(asGet ? ['content-type', 'content-encoding', 'content-language', 'content-location'] : []),
  ]);
  const headers = Object.fromEntries(Object.entries(hop.headers).filter(([name]) => !dropped.has(name)));
  return { url, headers, method: asGet ? 'GET' : hop.method, body: asGet ? undefined : hop.body };
}
