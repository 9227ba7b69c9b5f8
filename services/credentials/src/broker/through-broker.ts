import type { CallContext } from '@mesh/bus/serve';
import type { brokerCall } from '@mesh/contracts/credential-use';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { RequestOf } from '@mesh/contracts/operation';
import type { Egress, EgressAnswer, OnPart } from '@mesh/egress/egress';
import type { Transaction } from 'kysely';
import { type Act, type Audited, audited, refused } from '../audit/audited.ts';
import { findByName, findCredential } from '../credential/credential-store.ts';
import { dataForUse } from '../credential/secret-data.ts';
import { existing } from '../credential/shown-credential.ts';
import { typeOf } from '../credential/type-of.ts';
import type { Fields, Schema } from '../db/schema.ts';
import type { AccessTokens } from '../oauth2/access-tokens.ts';
import type { Catalogue } from '../types/catalogue.ts';
import { armed, send } from './armed-call.ts';
import { checkedTarget } from './checked-target.ts';
import { injected, nothingInjected } from './injected.ts';
import { placed } from './placed.ts';
import { requestBody } from './request-body.ts';
import { Scrubber } from './scrubber.ts';
import { secretsOf } from './secrets-of.ts';
import { withAnotherToken, withToken } from './with-token.ts';

export type BrokerNeeds = Audited & { egress: Egress; catalogue: Catalogue; tokens: AccessTokens };
/** How the answer is taken in. `watching` is told what it comes as, by way of the scrubber of its call. */
export type Taking = {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  readonly maxBytes?: number | undefined;
  readonly watching?: ((scrubber: Scrubber) => OnPart) | undefined;
};
export type Brokered = { readonly answer: EgressAnswer; readonly scrubber: Scrubber };

/**
 * The audit row is committed before the call leaves; the secret is forgotten when it has come back. A token that the other side
 * refuses is renewed, and the call made once more.
 */
export async function throughBroker(
  needs: BrokerNeeds,
  { params, query: { environment }, body: call }: Pick<RequestOf<typeof brokerCall>, 'params' | 'query' | 'body'>,
  context: CallContext,
  { signal = context.signal, watching, ...limits }: Taking = {},
): Promise<Brokered> {
  const { egress, catalogue, tokens } = needs;
  const { workspaceId } = context;
  const act: Act = { action: 'credential.use', resource: { type: 'credential', id: params.credentialId } };
  const opened = await audited(needs, context, act, async (trx, keys) => {
    const credential = existing(await findByIdOrName(trx, params.credentialId, environment));
    act.resource.id = credential.id;
    const url = checkedTarget(call.url, credential.allowedHosts);
    act.details = { method: call.method, host: url.host, version: credential.version };
    const type = typeOf(catalogue, credential);
    return { url, credential, type, data: await dataForUse(trx, keys, { workspaceId, credential }) };
  });
  const { url, type } = opened;
  const { allowedHosts } = opened.credential;
  const attempt = async (data: Fields): Promise<Brokered> => {
    const { secretHeaders, ...open } = placed({ ...call, url }, call.placeholders, type, data);
    const secret = call.inject ? injected(type, data) : nothingInjected;
    const written = { ...call, url: open.url, ...requestBody(open.body, open.headers) };
    const made = await armed(written, secret);
    const sent = { ...made, secretHeaders: [...made.secretHeaders, ...secretHeaders] };
    const scrubber = new Scrubber(secretsOf(type, data, sent));
    const answer = await send(egress, sent, { allowedHosts, signal, ...limits, onPart: watching?.(scrubber) });
    return { answer, scrubber };
  };
  const data = await withToken(tokens, opened);
  try {
    const first = await attempt(data);
    const another = await withAnotherToken(tokens, opened, data, first.answer);
    return another ? await attempt(another) : first;
  } catch (error) {
    if (error instanceof MeshError && error.code === 'egress-denied') await refused(needs, context, act, error);
    throw error;
  }
}

function findByIdOrName(trx: Transaction<Schema>, text: string, environment: string) {
  return text.startsWith('cred_') ? findCredential(trx, text) : findByName(trx, text, environment);
}
