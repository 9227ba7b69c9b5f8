import { isUtf8 } from 'node:buffer';
import { call } from '@mesh/bus/call';
import { brokerCall } from '@mesh/contracts/credential-use';
import { MeshError } from '@mesh/contracts/mesh-error';
import { isJson } from '@mesh/egress/content-type';
import type { EgressAnswer, OnPart } from '@mesh/egress/egress';
import type { Json } from '@mesh/jq/json';
import type { Effect } from '../interpreter/state.ts';
import { standardFault } from '../interpreter/workflow-fault.ts';
import { authorization, digestIn } from './authentication/authorize.ts';
import { digestAnswer } from './authentication/digest.ts';
import { bearerIn, credentialIn } from './authentication/policy.ts';
import type { HttpArguments } from './http-arguments.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { jsonBody } from './json-body.ts';
import type { EffectNeeds } from './perform.ts';
import { type Placing, placeholdersOf } from './placeholders-of.ts';
import { type Asker, askingOf } from './principal-of.ts';
import { watchBroker } from './watch-broker.ts';

export type Sending = {
  readonly key: string;
  readonly signal: AbortSignal;
  /** The secrets whose handles give way to them. */
  readonly secrets?: readonly string[] | undefined;
  readonly maxBytes?: number | undefined;
  readonly timeoutMs?: number | undefined;
  /** Watches the answer while it comes. */
  readonly onPart?: OnPart | undefined;
};
/** What a call needs that leaves by HTTP. */
export type Sender = Pick<EffectNeeds, 'bus' | 'egress' | 'tokens'>;
export type HttpCall = Omit<HttpArguments, 'output'>;
export type HttpAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: Buffer;
  /** The value of a JSON body, the text of another, base64 of what is no text, null where there is none. */
  readonly content: Json;
};

/** What goes along with the call of an effect. */
export function sendingOf({ key, secrets }: Effect, signal: AbortSignal): Sending {
  return { key: idempotencyKey(key), signal, secrets };
}

/** Sends a call: by the broker where a credential is named, so that its secret is never here, else by itself. */
export function sendHttp(needs: Sender, about: Asker, asked: HttpCall, sending: Sending): Promise<HttpAnswer> {
  const { authentication } = asked;
  const named = authentication && credentialIn(authentication);
  const placing = placeholdersOf(asked, sending.secrets ?? []);
  if (named === undefined && placing === undefined) return sendOurselves(needs, about, asked, sending);
  if (named !== undefined && placing !== undefined && named !== placing.credential)
    throw standardFault('configuration', 'a call can take its secrets from one credential only', { status: 501 });
  if (named !== undefined && authentication && 'digest' in authentication)
    throw standardFault('configuration', 'digest authentication cannot take its password from a secret', {
      status: 501,
    });
  return sendByBroker(
    needs,
    about,
    { placeholders: {}, ...placing, credential: named ?? placing?.credential ?? '', inject: named !== undefined },
    asked,
    sending,
  );
}

async function sendByBroker(
  { bus }: Sender,
  about: Asker,
  { credential, placeholders, inject }: Placing & { readonly inject: boolean },
  asked: HttpCall,
  { key, signal, onPart, timeoutMs }: Sending,
): Promise<HttpAnswer> {
  const { method, url, body } = asked;
  const { token } = bearerIn(asked.authentication);
  const headers = { ...headersOf(asked), ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  const question = {
    params: { credentialId: credential },
    body: {
      method,
      url,
      headers,
      body: body === null ? 'null' : body, // by itself the broker takes null for no body
      idempotencyKey: 'idempotency-key' in headers ? undefined : key,
      placeholders,
      inject,
      redirects: redirectsOf(asked),
    },
  };
  const asking = askingOf(about, signal);
  if (onPart) {
    const {
      status,
      headers: told,
      raw,
    } = await watchBroker(bus, question, { ...asking, onPart, timeoutMs }).catch(refusal(credential));
    return { status, headers: told, raw, content: contentOf(raw, told) };
  }
  const answer = await call(bus, brokerCall, question, asking).catch(refusal(credential));
  const content = (answer.body ?? null) as Json;
  return { status: answer.status, headers: answer.headers, content, raw: rawOf(content, answer.bodyKind) };
}

/** A secret that is not there is one that the workflow may not have, as the DSL says. */
function refusal(credential: string) {
  return (error: unknown): never => {
    if (error instanceof MeshError && error.code === 'not-found')
      throw standardFault('authorization', `there is no secret ${credential}`, { cause: error });
    throw error;
  };
}

function rawOf(content: Json, kind: 'json' | 'text' | 'base64' | 'none'): Buffer {
  if (kind === 'none') return Buffer.alloc(0);
  if (kind === 'base64') return Buffer.from(String(content), 'base64');
  return Buffer.from(kind === 'json' ? JSON.stringify(content) : String(content));
}

async function sendOurselves(
  needs: Sender,
  { workspaceId }: Asker,
  asked: HttpCall,
  sending: Sending,
): Promise<HttpAnswer> {
  const { signal } = sending;
  const prepared = await authorization(asked.authentication, { tokens: needs.tokens, workspaceId, signal });
  const first = await requestOnce(needs, asked, sending, prepared);
  const user = digestIn(asked.authentication);
  const challenge = first.status === 401 && user ? first.headers['www-authenticate'] : undefined;
  const answer =
    challenge && user ? await requestOnce(needs, asked, sending, digestAnswer(challenge, user, asked)) : first;
  const { status, headers, body } = answer;
  return { status, headers, raw: body, content: contentOf(body, headers) };
}

function requestOnce(
  { egress }: Sender,
  asked: HttpCall,
  { key, signal, maxBytes, timeoutMs, onPart }: Sending,
  authorized: string | undefined,
): Promise<EgressAnswer> {
  const { method, url, body } = asked;
  return egress.request({
    method,
    url,
    signal,
    maxBytes,
    timeoutMs,
    onPart,
    headers: {
      'idempotency-key': key,
      ...headersOf(asked),
      ...(authorized !== undefined && { authorization: authorized }),
    },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    redirects: redirectsOf(asked),
    traceparent: true,
  });
}

/** By lower-case name. What a body is stands there, unless the call says it. */
function headersOf({ headers, body }: HttpCall): Record<string, string> {
  const type = typeof body === 'string' ? 'text/plain' : 'application/json';
  const told = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { ...(body !== undefined && { 'content-type': type }), ...Object.fromEntries(told) };
}

/** As many as usual, or none. */
function redirectsOf({ redirect }: HttpCall): number | undefined {
  return redirect ? undefined : 0;
}

function contentOf(body: Buffer, headers: Readonly<Record<string, string>>): Json {
  if (body.length === 0) return null;
  if (!isUtf8(body)) return body.toString('base64');
  const text = body.toString();
  const value = isJson(headers['content-type']) ? jsonBody(text) : undefined;
  return value === undefined ? text : value;
}
