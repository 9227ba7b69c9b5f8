import type { HandlerOf } from '@mesh/bus/handler';
import type * as credentialOAuth2 from '@mesh/contracts/credential-oauth2';
import { MeshError } from '@mesh/contracts/mesh-error';
import { type Audited, audited, credentialAct } from '../audit/audited.ts';
import { findCredential } from '../credential/credential-store.ts';
import { dataForUse } from '../credential/secret-data.ts';
import { existing } from '../credential/shown-credential.ts';
import { typeOf } from '../credential/type-of.ts';
import type { Fields } from '../db/schema.ts';
import type { Catalogue } from '../types/catalogue.ts';
import { fillTemplate, fillUrl } from '../types/fill-template.ts';
import type { OAuth2 } from '../types/oauth2.ts';
import { seal } from './sealed.ts';
import { challengeOf, hashOfState, secretWord, stateOf } from './secret-words.ts';
import { keepState } from './state-store.ts';

type Needs = Audited & { catalogue: Catalogue; redirectUri: string | undefined };
type ByCode = Extract<OAuth2, { grant: 'authorization-code' }>;

/** Begins to connect a credential: returns the URL where a person consents. */
export function startOAuth2(needs: Needs): HandlerOf<typeof credentialOAuth2.startOAuth2> {
  const { catalogue, redirectUri } = needs;
  return async ({ params }, context) => {
    const { workspaceId, principal } = context;
    const act = credentialAct('credential.connect', params.credentialId);
    return audited(needs, context, act, async (trx, keys) => {
      const credential = existing(await findCredential(trx, params.credentialId));
      const { oauth2 } = typeOf(catalogue, credential);
      if (oauth2?.grant !== 'authorization-code')
        throw new MeshError('unprocessable', 'this type is not connected in a browser');
      if (redirectUri === undefined)
        throw new MeshError('unprocessable', 'this mesh does not know its own address: set PUBLIC_URL of credentials');
      const data = await dataForUse(trx, keys, { workspaceId, credential });
      const [state, verifier] = [stateOf(workspaceId), secretWord()];
      await keepState(trx, {
        workspaceId,
        hash: hashOfState(state),
        credentialId: credential.id,
        version: credential.version,
        envelope: seal(keys, credential, 'oauth2-verifier', verifier),
        actorId: principal.id,
        actorType: principal.type,
        redirectUri,
      });
      return { authorizationUrl: authorizationUrl(oauth2, data, { state, verifier, redirectUri }) };
    });
  };
}

function authorizationUrl(
  spec: ByCode,
  data: Fields,
  { state, verifier, redirectUri }: { state: string; verifier: string; redirectUri: string },
): string {
  const url = URL.parse(fillUrl(spec.authorizationUrl, data) ?? '');
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw new MeshError('unprocessable', 'the authorization URL of this credential is none');
  const scope = spec.scope && fillTemplate(spec.scope, data);
  const asked = {
    ...spec.parameters,
    response_type: 'code',
    client_id: String(data['client_id']),
    redirect_uri: redirectUri,
    ...(scope ? { scope } : {}),
    state,
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return url.href;
}
