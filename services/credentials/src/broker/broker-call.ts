import type { HandlerOf } from '@mesh/bus/serve';
import type * as credentials from '@mesh/contracts/credentials';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Egress } from '@mesh/egress/egress';
import type { Transaction } from 'kysely';
import { type Act, type Audited, audited, refused } from '../audit/audited.ts';
import { findByName, findCredential } from '../credential/credential-store.ts';
import { dataForUse } from '../credential/secret-data.ts';
import { existing } from '../credential/shown-credential.ts';
import { typeOf } from '../credential/type-of.ts';
import type { Schema } from '../db/schema.ts';
import type { Catalogue } from '../types/catalogue.ts';
import { answerBody } from './answer-body.ts';
import { callWithSecret } from './call-with-secret.ts';
import { checkedTarget } from './checked-target.ts';
import { injected } from './injected.ts';
import { requestBody } from './request-body.ts';
import { Scrubber } from './scrubber.ts';
import { secretsOf } from './secrets-of.ts';

type Needs = Audited & { egress: Egress; catalogue: Catalogue };

/** The audit row is committed before the call leaves; the secret is forgotten when it has come back. */
export function brokerCall(needs: Needs): HandlerOf<typeof credentials.brokerCall> {
  const { egress, catalogue } = needs;
  return async ({ params, body: call }, context) => {
    const { workspaceId, signal } = context;
    const act: Act = { action: 'credential.use', resource: { type: 'credential', id: params.credentialId } };
    const { url, credential, data } = await audited(needs, context, act, async (trx, keys) => {
      const credential = existing(await findByIdOrName(trx, params.credentialId));
      act.resource.id = credential.id;
      const url = checkedTarget(call.url, credential.allowedHosts);
      act.details = { method: call.method, host: url.host, version: credential.version };
      return { url, credential, data: await dataForUse(trx, keys, { workspaceId, credential }) };
    });
    const type = typeOf(catalogue, credential);
    const secret = injected(type, data);
    const scrubber = new Scrubber(secretsOf(type, data, secret));
    const sent = { ...call, url, ...requestBody(call.body, call.headers) };
    try {
      const answer = await callWithSecret(egress, sent, secret, { allowedHosts: credential.allowedHosts, signal });
      return {
        status: answer.status,
        headers: scrubber.headers(answer.headers),
        ...answerBody(answer.body, answer.headers['content-type'], scrubber),
      };
    } catch (error) {
      if (error instanceof MeshError && error.code === 'egress-denied') await refused(needs, context, act, error);
      throw error;
    }
  };
}

function findByIdOrName(trx: Transaction<Schema>, text: string) {
  return text.startsWith('cred_') ? findCredential(trx, text) : findByName(trx, text, 'production');
}
