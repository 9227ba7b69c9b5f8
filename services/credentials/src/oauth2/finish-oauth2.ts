import type { CallContext, HandlerOf } from '@mesh/bus/handler';
import type * as credentialOAuth2 from '@mesh/contracts/credential-oauth2';
import { MeshError } from '@mesh/contracts/mesh-error';
import { principal } from '@mesh/contracts/principal';
import type { Egress } from '@mesh/egress/egress';
import { type Audited, audited, credentialAct } from '../audit/audited.ts';
import { findCredential } from '../credential/credential-store.ts';
import { dataForUse } from '../credential/secret-data.ts';
import { typeOf } from '../credential/type-of.ts';
import type { Catalogue } from '../types/catalogue.ts';
import { askToken } from './ask-token.ts';
import { keepTokens, noToken } from './renew.ts';
import { open } from './sealed.ts';
import { hashOfState, workspaceOfState } from './secret-words.ts';
import { takeState } from './state-store.ts';
import { tokenRequest } from './token-request.ts';
import { findToken, supersede } from './token-store.ts';

type Needs = Audited & { egress: Egress; catalogue: Catalogue };

/** The redirect from the authorization server. It acts as the caller who began the connection. */
export function finishOAuth2(needs: Needs): HandlerOf<typeof credentialOAuth2.finishOAuth2> {
  const { db, egress, catalogue } = needs;
  return async ({ query: { state, code, error } }, context) => {
    const workspaceId = workspaceOfState(state);
    const begun = await db.inWorkspace(workspaceId, (trx) => takeState(trx, hashOfState(state)));
    if (!begun) throw new MeshError('unprocessable', 'this authorization is over; begin it again');
    const { credentialId, version } = begun;
    const act = credentialAct('credential.connect', credentialId);
    const asBeginner = beginner(context, workspaceId, begun);
    const opened = await audited(needs, asBeginner, act, async (trx, keys) => {
      if (code === undefined) throw new MeshError('unprocessable', refusalOf(error));
      const credential = await findCredential(trx, credentialId);
      const spec = credential && typeOf(catalogue, credential).oauth2;
      if (!spec || credential.version !== version)
        throw new MeshError('unprocessable', 'the credential has changed since; begin it again');
      const data = await dataForUse(trx, keys, { workspaceId, credential });
      const verifier = open<string>(keys, credential, 'oauth2-verifier', begun.envelope);
      const grant = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: begun.redirectUri,
        code_verifier: verifier,
      };
      return { credential, keys, request: tokenRequest(spec, data, { grant, at: new Date() }) };
    });
    const { credential, keys, request } = opened;
    if (!request) throw noToken('its data lacks the token URL');
    const tokens = await askToken(egress, request, context.signal);
    if ('reason' in tokens) throw noToken(tokens.reason);
    await db.inWorkspace(workspaceId, async (trx) => {
      const of = { workspaceId, credentialId, version };
      const failing = (await findToken(trx, of))?.failing ?? false;
      await keepTokens(trx, { credential, keys, lease: await supersede(trx, of), failing, tokens });
    });
    return { credentialId, name: credential.name, connected: true };
  };
}

function beginner(
  context: CallContext,
  workspaceId: string,
  begun: { actorId: string; actorType: string },
): CallContext {
  const { actorId: id, actorType: type } = begun;
  return { ...context, workspaceId, principal: principal.parse({ id, type, workspaceId, scopes: [] }) };
}

/** Repeats only the errors that RFC 6749, 4.1.2.1 defines. */
function refusalOf(error: string | undefined): string {
  return error === 'access_denied' ? 'access was denied' : 'the authorization server gave no code; begin it again';
}
