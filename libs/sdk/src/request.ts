import type { Operation } from '@mesh/contracts/operation';
import { addressOf, type Connection } from './connection.ts';
import type { FileBody } from './file.ts';

/** A call without its types. */
export type Parts = { params?: object; query?: object; headers?: object; body?: unknown };
export type Init = {
  method: string;
  headers: Record<string, string>;
  body?: NonNullable<RequestInit['body']>;
  duplex?: 'half';
};

const PLAIN = new Set(['GET', 'PUT', 'DELETE']);

/** The HTTP request of `question`. */
export function requestOf(
  connection: Connection,
  { http, name }: Operation,
  { params = {}, query = {}, headers = {}, body }: Parts,
  idempotencyKey: string | undefined,
): { url: URL; init: Init } {
  if (!http) throw new TypeError(`${name} is not served over HTTP`);
  const fields = new Map<string, unknown>(Object.entries(params));
  const path = http.path.replace(/\{(\w+)\}/g, (_, field: string) => encodeURIComponent(String(fields.get(field))));
  const url = addressOf(connection, path);
  for (const [field, value] of told(query)) url.searchParams.set(field, value);
  const carried = { 'x-api-key': connection.apiKey, ...Object.fromEntries(told(headers)) };
  return {
    url,
    init: {
      method: http.method,
      ...bodyOf(http.bodyKind ?? 'json', body),
      headers: {
        ...carried,
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        ...contentType(http.bodyKind ?? 'json', body),
      },
    },
  };
}

/** Whether sending it twice has the same effect as sending it once. */
export function isRepeatable({ method, headers, body }: Init): boolean {
  return !(body instanceof ReadableStream) && (PLAIN.has(method) || 'idempotency-key' in headers);
}

type BodyKind = 'json' | 'text' | 'upload';

function bodyOf(kind: BodyKind, body: unknown): Pick<Init, 'body' | 'duplex'> {
  if (body === undefined) return {};
  if (kind === 'json') return { body: JSON.stringify(body) };
  if (kind === 'text') return { body: textBody(body as TextBody) };
  const { bytes } = body as FileBody;
  return bytes instanceof ReadableStream ? { body: bytes, duplex: 'half' } : { body: bytes };
}

type TextBody = { readonly text: string } | { readonly base64: string };

function textBody(body: TextBody): NonNullable<RequestInit['body']> {
  return 'text' in body ? body.text : Uint8Array.from(atob(body.base64), (byte) => byte.charCodeAt(0));
}

function contentType(kind: BodyKind, body: unknown): Record<string, string> {
  if (body === undefined) return {};
  return { 'content-type': kind === 'json' ? 'application/json' : (body as { contentType: string }).contentType };
}

function told(part: object): [string, string][] {
  return Object.entries(part).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
}
