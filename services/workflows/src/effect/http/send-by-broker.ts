import { call } from '@mesh/bus/call';
import { BROKER_BYTES, brokerCall } from '@mesh/contracts/credential-use';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { AnswerOf, QuestionOf } from '@mesh/contracts/operation';
import type { Json } from '@mesh/jq/json';
import { type Asker, askingOf } from '../../execution/principal-of.ts';
import { standardFault } from '../../workflow-fault.ts';
import { bearerIn } from '../authentication/policy.ts';
import {
  answered,
  type HttpAnswer,
  type HttpCall,
  headersOf,
  redirectsOf,
  type Sender,
  type Sending,
} from './http-call.ts';
import { noSecret } from './no-secret.ts';
import type { Placing } from './placeholders-of.ts';
import { watchBroker } from './watch-broker.ts';

/** The broker's default timeout in ms. */
const USUAL_MS = 30_000;

/**
 * Sends a call through the broker of credentials, which inserts the secret. `inject` says where, besides its placeholders. A
 * call with a timeout of its own, or whose answer is watched or needed byte by byte, is streamed.
 */
export async function sendByBroker(
  { bus }: Pick<Sender, 'bus'>,
  about: Asker,
  { credential, placeholders, inject }: Placing & { readonly inject: boolean },
  asked: HttpCall,
  { key, signal, repeatable, onPart, enough, isExact, timeoutMs = isExact || onPart ? USUAL_MS : undefined }: Sending,
): Promise<HttpAnswer> {
  const { method, url, body } = asked;
  if (body instanceof Uint8Array && body.length > BROKER_BYTES)
    throw standardFault('validation', `with a secret a body of bytes has at most ${BROKER_BYTES} of them`, {
      status: 413,
    });
  const { token } = bearerIn(asked.authentication);
  const headers = { ...headersOf(asked), ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  const question = {
    params: { credentialId: credential },
    body: {
      method,
      url,
      headers,
      ...bodyOf(body),
      idempotencyKey: 'idempotency-key' in headers ? undefined : key,
      repeatable,
      placeholders,
      inject,
      redirects: redirectsOf(asked),
    },
  };
  const asking = askingOf(about, signal);
  if (timeoutMs !== undefined) {
    const watching = { ...asking, onPart, enough, timeoutMs };
    const { status, headers: told, raw } = await watchBroker(bus, question, watching).catch(refusal(credential));
    return answered(status, told, raw);
  }
  const answer = await call(bus, brokerCall, question, asking).catch(refusal(credential));
  const { status, headers: told, bodyKind } = answer;
  const content = (answer.body ?? null) as Json;
  const raw = rawOf(content, bodyKind);
  return bodyKind === 'base64' ? answered(status, told, raw) : { status, headers: told, content, raw };
}

function bodyOf(body: HttpCall['body']): Pick<QuestionOf<typeof brokerCall>['body'], 'body' | 'bytes'> {
  if (body instanceof Uint8Array) return { bytes: Buffer.from(body).toString('base64') };
  return { body: body === null ? 'null' : body }; // the broker takes a bare null for no body
}

/** By the DSL, a missing secret is one that the workflow may not use. */
function refusal(credential: string) {
  return (error: unknown): never => {
    if (error instanceof MeshError && error.code === 'not-found')
      throw standardFault('authorization', noSecret(credential), { cause: error });
    throw error;
  };
}

function rawOf(content: Json, kind: AnswerOf<typeof brokerCall>['bodyKind']): Buffer {
  if (kind === 'none') return Buffer.alloc(0);
  if (kind === 'base64') return Buffer.from(String(content), 'base64');
  return Buffer.from(kind === 'json' ? JSON.stringify(content) : String(content));
}
