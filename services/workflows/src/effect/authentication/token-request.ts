import { createHmac, randomUUID } from 'node:crypto';
import { standardFault } from '../../workflow-fault.ts';
import type { Granting } from './policy.ts';

export type TokenRequest = { readonly headers: Readonly<Record<string, string>>; readonly body: string };
const ASSERTION_SECONDS = 60;
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The request to a token endpoint (RFC 6749, 7523, 8693). Throws if the policy lacks what its grant needs. */
export function tokenRequest(policy: Granting, endpoint: string, now: number): TokenRequest {
  const { grant, client, scopes, audiences, request } = policy;
  const isBasic = client.authentication === 'client_secret_basic';
  const fields = {
    grant_type: grant,
    ...grantFields(policy),
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    ...(audiences.length > 0 && { audience: audiences.join(' ') }),
    ...(isBasic ? {} : clientFields(policy, endpoint, now)),
  };
  return {
    headers: {
      accept: 'application/json',
      'content-type': request.encoding,
      ...(isBasic && { authorization: basicOf(client.id ?? '', client.secret ?? '') }),
    },
    body: request.encoding === 'application/json' ? JSON.stringify(fields) : new URLSearchParams(fields).toString(),
  };
}

function grantFields({ grant, username, password, subject, actor }: Granting): Record<string, string> {
  if (grant === 'client_credentials') return {};
  if (grant === 'password') return { username: needed(username, 'username'), password: needed(password, 'password') };
  if (grant === 'refresh_token') return { refresh_token: needed(subject?.token, 'subject.token') };
  if (grant === 'authorization_code')
    throw standardFault(
      'configuration',
      'the grant authorization_code needs a person at a browser: store a credential that has been authorized and `use` it',
    );
  return {
    subject_token: needed(subject?.token, 'subject.token'),
    subject_token_type: needed(subject?.type, 'subject.type'),
    ...(actor && { actor_token: actor.token, actor_token_type: actor.type }),
  };
}

function clientFields({ client }: Granting, endpoint: string, now: number): Record<string, string> {
  const { id, secret, assertion, authentication } = client;
  const own: Record<string, string> = id === undefined ? {} : { client_id: id };
  if (authentication === 'none') return own;
  const signed = { ...own, client_assertion_type: JWT_BEARER };
  if (authentication === 'private_key_jwt')
    return { ...signed, client_assertion: needed(assertion, 'client.assertion') };
  if (authentication === 'client_secret_jwt')
    return { ...signed, client_assertion: secretJwt(needed(id, 'client.id'), secret ?? '', endpoint, now) };
  return secret === undefined ? own : { ...own, client_secret: secret };
}

/** A client assertion signed with its secret (RFC 7523). */
function secretJwt(clientId: string, secret: string, audience: string, now: number): string {
  const seconds = Math.floor(now / 1_000);
  const claims = { iss: clientId, sub: clientId, aud: audience, jti: randomUUID(), iat: seconds };
  const parts = [
    { alg: 'HS256', typ: 'JWT' },
    { ...claims, exp: seconds + ASSERTION_SECONDS },
  ];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/** Client id and secret are form-encoded before they are joined (RFC 6749, 2.3.1). */
function basicOf(id: string, secret: string): string {
  const pair = [id, secret].map((text) => new URLSearchParams([['', text]]).toString().slice(1)).join(':');
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function needed(value: string | undefined, field: string): string {
  if (value !== undefined) return value;
  throw standardFault('configuration', `this grant needs \`${field}\``);
}
