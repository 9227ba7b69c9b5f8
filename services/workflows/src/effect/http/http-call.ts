import type { Bus } from '@mesh/bus/bus';
import { isJson } from '@mesh/egress/content-type';
import type { Egress, Through } from '@mesh/egress/egress';
import type { Json } from '@mesh/jq/json';
import type { Effect } from '../../interpreter/frame.ts';
import type { Tokens } from '../authentication/tokens.ts';
import { bodyText } from './body-text.ts';
import type { HttpArguments } from './http-arguments.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { jsonBody } from './json-body.ts';

/** Dependencies of an outgoing HTTP call. */
export type Sender = { readonly bus: Bus; readonly egress: Egress; readonly tokens: Tokens };
export type HttpCall = Omit<HttpArguments, 'output'>;
export type Sending = {
  readonly key: string;
  readonly signal: AbortSignal;
  /** Whether the callee may see it twice; not for at-most-once calls. */
  readonly repeatable: boolean;
  /** Secrets whose handles are replaced. */
  readonly secrets?: readonly string[] | undefined;
  readonly maxBytes?: number | undefined;
  readonly timeoutMs?: number | undefined;
  /** Whether the exact bytes of the answer are needed. */
  readonly isExact?: boolean | undefined;
  /** Gets the body piece by piece. Through the broker, headers are missing until the end. */
  readonly onPart?: ((part: Buffer, status: number, headers?: HttpAnswer['headers']) => void) | undefined;
  /** Transforms of the body, if the call does not go through the broker. */
  readonly through?: Through | undefined;
  /** Abort it once enough of the answer has arrived. */
  readonly enough?: AbortSignal | undefined;
};
export type HttpAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: Buffer;
  /** The value of a JSON body, text of a text body, base64 of any other, null for an empty one. */
  readonly content: Json;
};

/** Options of the HTTP call of an effect. */
export function sendingOf({ key, secrets, once }: Effect, signal: AbortSignal): Sending {
  return { key: idempotencyKey(key), signal, repeatable: !once, secrets };
}

/** Headers by lower-case name, with a default `content-type`. */
export function headersOf({ headers, body }: HttpCall): Record<string, string> {
  const type = typeOf(body);
  const told = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { ...(body !== undefined && { 'content-type': type }), ...Object.fromEntries(told) };
}

function typeOf(body: HttpCall['body']): string {
  if (body instanceof Uint8Array) return 'application/octet-stream';
  return typeof body === 'string' ? 'text/plain' : 'application/json';
}

/** The usual number of redirects, or none. */
export function redirectsOf({ redirect }: HttpCall): number | undefined {
  return redirect ? undefined : 0;
}

/** An answer from its bytes, decoded lazily. */
export function answered(status: number, headers: HttpAnswer['headers'], raw: Buffer): HttpAnswer {
  return {
    status,
    headers,
    raw,
    get content() {
      return contentOf(raw, headers);
    },
  };
}

function contentOf(body: Buffer, headers: HttpAnswer['headers']): Json {
  if (body.length === 0) return null;
  const text = bodyText(body, headers['content-type']);
  if (text === undefined) return body.toString('base64');
  const value = isJson(headers['content-type']) ? jsonBody(text) : undefined;
  return value === undefined ? text : value;
}
