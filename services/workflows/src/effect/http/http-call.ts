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

/** What a call needs that leaves by HTTP. */
export type Sender = { readonly bus: Bus; readonly egress: Egress; readonly tokens: Tokens };
export type HttpCall = Omit<HttpArguments, 'output'>;
export type Sending = {
  readonly key: string;
  readonly signal: AbortSignal;
  /** The callee may see it twice, as of all but what is called at most once. */
  readonly repeatable: boolean;
  /** The secrets whose handles give way to them. */
  readonly secrets?: readonly string[] | undefined;
  readonly maxBytes?: number | undefined;
  readonly timeoutMs?: number | undefined;
  /** Whether the bytes of the answer are wanted as they came. */
  readonly isExact?: boolean | undefined;
  /** Watches the answer while it comes. By the broker it has no headers until it is whole. */
  readonly onPart?: ((part: Buffer, status: number, headers?: HttpAnswer['headers']) => void) | undefined;
  /** What the body of the answer passes while it comes, where it comes past the broker. */
  readonly through?: Through | undefined;
  /** Aborts once what has come of the answer is all that is wanted of it. */
  readonly enough?: AbortSignal | undefined;
};
export type HttpAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: Buffer;
  /** The value of a JSON body, the text of another, base64 of what is no text, null where there is none. */
  readonly content: Json;
};

/** What goes along with the call of an effect. */
export function sendingOf({ key, secrets, once }: Effect, signal: AbortSignal): Sending {
  return { key: idempotencyKey(key), signal, repeatable: !once, secrets };
}

/** By lower-case name. What a body is stands there, unless the call says it. */
export function headersOf({ headers, body }: HttpCall): Record<string, string> {
  const type = typeOf(body);
  const told = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { ...(body !== undefined && { 'content-type': type }), ...Object.fromEntries(told) };
}

function typeOf(body: HttpCall['body']): string {
  if (body instanceof Uint8Array) return 'application/octet-stream';
  return typeof body === 'string' ? 'text/plain' : 'application/json';
}

/** As many as usual, or none. */
export function redirectsOf({ redirect }: HttpCall): number | undefined {
  return redirect ? undefined : 0;
}

/** An answer as its bytes make it, which are read when somebody wants to know. */
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
