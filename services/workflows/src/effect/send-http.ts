import { call } from '@mesh/bus/call';
import { brokerCall } from '@mesh/contracts/credentials';
import type { EgressAnswer } from '@mesh/egress/egress';
import type { Json } from '@mesh/jq/json';
import { standardFault } from '../interpreter/workflow-fault.ts';
import type { About } from '../worker/loaded.ts';
import { authorization, digestIn } from './authentication/authorize.ts';
import { digestAnswer } from './authentication/digest.ts';
import { credentialIn } from './authentication/policy.ts';
import type { HttpArguments } from './http-arguments.ts';
import { jsonOf } from './json-of.ts';
import type { EffectNeeds } from './perform.ts';
import { principalOf } from './principal-of.ts';

export type Sending = { readonly key: string; readonly signal: AbortSignal; readonly maxBytes?: number | undefined };
export type HttpCall = Omit<HttpArguments, 'output'>;
export type HttpAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: Buffer;
  /** The value of a JSON body, the text of another, null where there is none. */
  readonly content: Json;
};

/** Sends a call: by the broker where a credential is named, so that its secret is never here, else by itself. */
export function sendHttp(needs: EffectNeeds, about: About, asked: HttpCall, sending: Sending): Promise<HttpAnswer> {
  const { authentication } = asked;
  const credential = authentication && credentialIn(authentication);
  if (credential === undefined) return sendOurselves(needs, about, asked, sending);
  if (authentication && 'digest' in authentication)
    throw standardFault('configuration', 'digest authentication cannot take its password from a secret', {
      status: 501,
    });
  return sendByBroker(needs, about, credential, asked, sending);
}

async function sendByBroker(
  { bus }: EffectNeeds,
  about: About,
  credentialId: string,
  { method, url, headers, body }: HttpCall,
  { key, signal }: Sending,
): Promise<HttpAnswer> {
  const question = {
    params: { credentialId },
    body: { method, url, headers: { ...headers }, body, idempotencyKey: key },
  };
  const answer = await call(bus, brokerCall, question, { principal: principalOf(about), signal });
  const content = (answer.body ?? null) as Json;
  return { status: answer.status, headers: answer.headers, content, raw: rawOf(content, answer.bodyKind) };
}

function rawOf(content: Json, kind: 'json' | 'text' | 'base64' | 'none'): Buffer {
  if (kind === 'none') return Buffer.alloc(0);
  if (kind === 'base64') return Buffer.from(String(content), 'base64');
  return Buffer.from(kind === 'json' ? JSON.stringify(content) : String(content));
}

async function sendOurselves(
  needs: EffectNeeds,
  { workspaceId }: About,
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
  { egress }: EffectNeeds,
  { method, url, headers, body, redirect }: HttpCall,
  { key, signal, maxBytes }: Sending,
  authorized: string | undefined,
): Promise<EgressAnswer> {
  return egress.request({
    method,
    url,
    signal,
    maxBytes,
    headers: {
      'idempotency-key': key,
      ...typeOf(body),
      ...lowered(headers),
      ...(authorized !== undefined && { authorization: authorized }),
    },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    ...(!redirect && { redirects: 0 }),
    traceparent: true,
  });
}

function lowered(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function typeOf(body: Json | undefined): Record<string, string> {
  return body === undefined ? {} : { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' };
}

function contentOf(body: Buffer, headers: Readonly<Record<string, string>>): Json {
  if (body.length === 0) return null;
  const text = body.toString();
  return /\bjson\b/i.test(headers['content-type'] ?? '') ? (jsonOf(text) ?? text) : text;
}
