import { call } from '@mesh/bus/call';
import { brokerCall } from '@mesh/contracts/credentials';
import type { Json } from '@mesh/jq/json';
import type { About } from '../worker/loaded.ts';
import type { Authentication, HttpAnswer, HttpArguments } from './http-arguments.ts';
import type { EffectNeeds } from './perform.ts';
import { principalOf } from './principal-of.ts';

type Sending = { readonly key: string; readonly signal: AbortSignal };
const NO_REDIRECTS = 0;

/** Sends a call: by the broker where a credential is named, so that its secret is never here, else by itself. */
export function sendHttp(
  needs: EffectNeeds,
  about: About,
  asked: HttpArguments,
  sending: Sending,
): Promise<HttpAnswer> {
  const credential = asked.authentication && credentialIn(asked.authentication);
  return credential === undefined
    ? sendOurselves(needs, asked, sending)
    : sendByBroker(needs, about, credential, asked, sending);
}

async function sendByBroker(
  { bus }: EffectNeeds,
  about: About,
  credentialId: string,
  { method, url, headers, body }: HttpArguments,
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
  { egress }: EffectNeeds,
  { method, url, headers, body, redirect, authentication }: HttpArguments,
  { key, signal }: Sending,
): Promise<HttpAnswer> {
  const answer = await egress.request({
    method,
    url,
    signal,
    headers: { 'idempotency-key': key, ...typeOf(body), ...lowered(headers), ...authorization(authentication) },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    ...(redirect && { redirects: NO_REDIRECTS }),
    traceparent: true,
  });
  return {
    status: answer.status,
    headers: answer.headers,
    raw: answer.body,
    content: contentOf(answer.body, answer.headers),
  };
}

function credentialIn(authentication: Authentication): string | undefined {
  if ('use' in authentication) return authentication.use;
  const policy = 'bearer' in authentication ? authentication.bearer : authentication.basic;
  return 'use' in policy ? policy.use : undefined;
}

function authorization(authentication: Authentication | undefined): Record<string, string> {
  if (authentication && 'bearer' in authentication && 'token' in authentication.bearer)
    return { authorization: `Bearer ${authentication.bearer.token}` };
  if (authentication && 'basic' in authentication && 'username' in authentication.basic) {
    const { username, password } = authentication.basic;
    return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
  }
  return {};
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
  if (!/\bjson\b/i.test(headers['content-type'] ?? '')) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
