import type { CallContext } from '@mesh/bus/handler';
import type { brokerCall } from '@mesh/contracts/credential-use';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { RequestOf } from '@mesh/contracts/operation';
import type { Egress, EgressAnswer, Through } from '@mesh/egress/egress';
import { type Audited, credentialAct } from '../audit/audited.ts';
import { type Decisions, wantedBy } from '../credential/open-decisions.ts';
import { dataToUse } from '../credential/secret-data.ts';
import { existing } from '../credential/shown-credential.ts';
import { typeOf } from '../credential/type-of.ts';
import type { Fields } from '../db/schema.ts';
import type { AccessTokens } from '../oauth2/access-tokens.ts';
import type { Catalogue } from '../types/catalogue.ts';
import { armed, send } from './armed-call.ts';
import { checkedTarget } from './checked-target.ts';
import { injected, nothingInjected } from './injected.ts';
import { placed } from './placed.ts';
import { givenBody, requestBody } from './request-body.ts';
import { Scrubber } from './scrubber.ts';
import { secretsOf } from './secrets-of.ts';
import { withAnotherToken, withToken } from './with-token.ts';

export type BrokerNeeds = Audited & {
  decisions: Decisions;
  egress: Egress;
  catalogue: Catalogue;
  tokens: AccessTokens;
};
/** How the answer is received: its body, once scrubbed, passes through what `through` returns. */
export type Taking = {
  readonly signal?: AbortSignal | undefined;
  readonly enough?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  readonly maxBytes?: number | undefined;
  readonly through: Through;
};
/** An answer without the secret, except where its body is escaped: whoever parses it has to use the scrubber. */
export type Brokered = { readonly answer: EgressAnswer; readonly scrubber: Scrubber };

/**
 * Commits the audit row before the call leaves; forgets the secret when the answer has arrived. If the callee refuses a token,
 * renews it and repeats the call once.
 */
export async function throughBroker(
  needs: BrokerNeeds,
  { params, query: { environment }, body: call }: Pick<RequestOf<typeof brokerCall>, 'params' | 'query' | 'body'>,
  context: CallContext,
  { signal = context.signal, through, ...limits }: Taking,
): Promise<Brokered> {
  const { decisions, egress, catalogue, tokens } = needs;
  const body = givenBody(call);
  const act = credentialAct('credential.use', params.credentialId);
  const wanted = wantedBy(params.credentialId, environment);
  const opened = await decisions.ask(context, act, wanted, (found, keys) => {
    const credential = existing(found);
    act.resource.id = credential.id;
    const url = checkedTarget(call.url, credential.allowedHosts);
    act.details = { method: call.method, host: url.host, version: credential.version };
    const type = typeOf(catalogue, credential);
    return { url, credential, type, data: dataToUse(keys, context.workspaceId, credential) };
  });
  const { url, type } = opened;
  const { redirects, repeatable } = call;
  const { allowedHosts } = opened.credential;
  const attempt = async (data: Fields): Promise<Brokered> => {
    const { secretHeaders, ...open } = placed({ url, headers: call.headers, body }, call.placeholders, type, data);
    const secret = call.inject ? injected(type, data) : nothingInjected;
    const written = { ...call, url: open.url, ...requestBody(open.body, open.headers) };
    const made = await armed(written, secret);
    const sent = { ...made, secretHeaders: [...made.secretHeaders, ...secretHeaders] };
    const scrubber = new Scrubber(secretsOf(type, data, sent));
    const clean = (status: number) => [scrubber.body(), ...through(status)];
    const how = { allowedHosts, signal, redirects, repeatable, ...limits, through: clean };
    const answer = await send(egress, sent, how);
    return { answer: { ...answer, headers: scrubber.headers(answer.headers) }, scrubber };
  };
  const data = await withToken(tokens, opened);
  try {
    const first = await attempt(data);
    const another = await withAnotherToken(tokens, opened, data, first.answer);
    return another ? await attempt(another) : first;
  } catch (error) {
    if (error instanceof MeshError && error.code === 'egress-denied')
      await decisions.refuse(context, act, wanted, error);
    throw error;
  }
}
