import { isUtf8 } from 'node:buffer';

/** One request on its way, as it changes from redirect to redirect. */
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

/** Where an answer leads, as the fetch standard reads it: headers come as Latin-1, and what is UTF-8 in them was meant so. */
export function writtenLocation(header: string): string {
  const bytes = Buffer.from(header, 'latin1');
  return isUtf8(bytes) ? bytes.toString() : header;
}

/** The next request, as the fetch standard makes it. Secrets stay behind where the origin changes. */
export function nextHop(hop: Hop, status: number, url: URL, secretHeaders: readonly string[]): Hop {
  const asGet = status === 303 ? hop.method !== 'HEAD' : status < 303 && hop.method === 'POST';
  const dropped = new Set([
    ...(url.origin === hop.url.origin ? [] : [...alwaysSecret, ...secretHeaders.map((name) => name.toLowerCase())]),
    ...(asGet ? ['content-type', 'content-encoding', 'content-language', 'content-location'] : []),
  ]);
  const headers = Object.fromEntries(Object.entries(hop.headers).filter(([name]) => !dropped.has(name)));
  return { url, headers, method: asGet ? 'GET' : hop.method, body: asGet ? undefined : hop.body };
}
