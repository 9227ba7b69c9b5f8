import type { EgressAnswer } from '@mesh/egress/egress';
import type { Asker } from '../../execution/principal-of.ts';
import { textOf } from '../../expression/text-of.ts';
import { digestIn } from '../authentication/authorize.ts';
import { digestAnswer } from '../authentication/digest.ts';
import { withAuthorization } from '../authentication/with-authorization.ts';
import {
  answered,
  type HttpAnswer,
  type HttpCall,
  headersOf,
  redirectsOf,
  type Sender,
  type Sending,
} from './http-call.ts';

/**
 * Sends a call directly with its policy's authorization; once more if the callee answers with a digest challenge or refuses a
 * token.
 */
export async function sendOurselves(
  needs: Pick<Sender, 'egress' | 'tokens'>,
  { workspaceId }: Asker,
  asked: HttpCall,
  sending: Sending,
): Promise<HttpAnswer> {
  const first = await withAuthorization(
    asked.authentication,
    { tokens: needs.tokens, workspaceId, signal: sending.signal },
    (authorized) => requestOnce(needs, asked, sending, authorized),
    ({ status }) => status === 401,
  );
  const user = digestIn(asked.authentication);
  const challenge = first.status === 401 && user ? first.headers['www-authenticate'] : undefined;
  const answer =
    challenge && user ? await requestOnce(needs, asked, sending, digestAnswer(challenge, user, asked)) : first;
  return answered(answer.status, answer.headers, answer.body);
}

function requestOnce(
  { egress }: Pick<Sender, 'egress'>,
  asked: HttpCall,
  { key, signal, repeatable, maxBytes, timeoutMs, onPart, enough, through }: Sending,
  authorized: string | undefined,
): Promise<EgressAnswer> {
  const { method, url, body } = asked;
  return egress.request({
    method,
    url,
    signal,
    repeatable,
    maxBytes,
    timeoutMs,
    onPart,
    enough,
    through,
    headers: {
      'idempotency-key': key,
      ...headersOf(asked),
      ...(authorized !== undefined && { authorization: authorized }),
    },
    body: body === undefined || body instanceof Uint8Array ? body : textOf(body),
    redirects: redirectsOf(asked),
    traceparent: true,
  });
}
