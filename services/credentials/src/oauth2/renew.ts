import { credentialRecovered, credentialRefreshFailed } from '@mesh/contracts/credentials-events';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Egress } from '@mesh/egress/egress';
import { record } from '@mesh/outbox/record';
import type { Audited } from '../audit/audited.ts';
import { withKeys } from '../audit/with-keys.ts';
import { namedCredential } from '../credential/shown-credential.ts';
import type { Used } from '../credential/usable-store.ts';
import type { WorkspaceKeys } from '../crypto/workspace-keys.ts';
import type { Fields, Trx } from '../db/schema.ts';
import type { OAuth2 } from '../types/oauth2.ts';
import { askToken, type NoToken, type Tokens } from './ask-token.ts';
import { seal } from './sealed.ts';
import { type Grant, tokenRequest } from './token-request.ts';
import { keepFailure, keepToken, type Lease } from './token-store.ts';

const REFUSED_SECONDS = 60;
const UNREACHED_SECONDS = 3;

/** The credential whose token is requested, and its data. */
export type Asked = { readonly credential: Used; readonly spec: OAuth2; readonly data: Fields };
export type Renewing = Pick<Audited, 'db' | 'keys'> & { readonly egress: Egress };
type Renewal = {
  readonly lease: Lease;
  /** Whether the renewal before this one failed. */
  readonly failing: boolean;
  readonly tokens: Tokens | undefined;
  readonly grant: Grant;
  readonly signal: AbortSignal;
};

/**
 * Obtains and stores a token as the holder of the lease. Returns undefined if the lease was lost meanwhile. Throws
 * `egress-failed`.
 */
export async function renew(
  { db, keys: ring, egress }: Renewing,
  { credential, spec, data }: Asked,
  { lease, failing, tokens: before, grant, signal }: Renewal,
): Promise<string | undefined> {
  const { workspaceId } = credential;
  const request = tokenRequest(spec, data, { grant, at: new Date() });
  const found = request ? await askToken(egress, request, signal) : noUrl;
  if ('reason' in found) {
    const failure = { reason: found.reason, retrySeconds: found.refused ? REFUSED_SECONDS : UNREACHED_SECONDS };
    const kept = await db.inWorkspace(workspaceId, async (trx) => {
      const ours = await keepFailure(trx, lease, failure);
      if (ours && !failing) await tellFailed(trx, credential, found.reason);
      return ours;
    });
    if (kept) throw noToken(found.reason);
    return undefined;
  }
  const tokens = { ...found, refreshToken: found.refreshToken ?? before?.refreshToken };
  const kept = await withKeys(ring, workspaceId, (keys) =>
    db.inWorkspace(workspaceId, (trx) => keepTokens(trx, { credential, keys, lease, failing, tokens })),
  );
  return kept ? tokens.accessToken : undefined;
}

/** Stores tokens and publishes a recovery. Returns false if the lease was lost. */
export async function keepTokens(
  trx: Trx,
  {
    credential,
    keys,
    lease,
    failing,
    tokens,
  }: Pick<Renewal, 'lease' | 'failing'> & {
    credential: Used;
    keys: WorkspaceKeys;
    tokens: Tokens;
  },
): Promise<boolean> {
  const envelope = seal(keys, credential, 'oauth2', tokens);
  const ours = await keepToken(trx, lease, { envelope, lifeSeconds: tokens.lifeSeconds });
  const { workspaceId, id: subject } = credential;
  if (ours && failing)
    await record(trx, credentialRecovered, { workspaceId, subject, data: namedCredential(credential) });
  return ours;
}

export function noToken(reason: string): MeshError {
  return new MeshError('egress-failed', `there is no access token for this credential: ${reason}`);
}

const noUrl: NoToken = { refused: true, reason: 'its data lacks the token URL' };

async function tellFailed(trx: Trx, credential: Used, reason: string): Promise<void> {
  const { workspaceId, id: subject } = credential;
  const data = { ...namedCredential(credential), reason };
  await record(trx, credentialRefreshFailed, { workspaceId, subject, data });
}
