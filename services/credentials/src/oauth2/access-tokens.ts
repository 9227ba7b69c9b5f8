import { MeshError } from '@mesh/contracts/mesh-error';
import { pauseFor } from '@mesh/runtime/pause-for';
import { SingleFlight } from '@mesh/runtime/single-flight';
import { withKeys } from '../audit/with-keys.ts';
import { Unreadable } from '../crypto/unreadable.ts';
import type { Tokens } from './ask-token.ts';
import { type Asked, noToken, type Renewing, renew } from './renew.ts';
import { open } from './sealed.ts';
import { renewingGrant } from './token-request.ts';
import { endToken, ensureToken, findToken, leaseToken } from './token-store.ts';

const LONGEST_MS = 25_000;
const LOOK_MS = 50;

/** Access tokens. One caller over all replicas renews a token, and the others wait for the result. */
export class AccessTokens {
  readonly #needs: Renewing;
  readonly #renewals = new SingleFlight<string>();

  constructor(needs: Renewing) {
    this.#needs = needs;
  }

  /**
   * A token that stays valid for a while. Throws `unprocessable` before the credential is connected, `egress-failed` if none can
   * be obtained.
   */
  async of(asked: Asked): Promise<string> {
    const { id, version } = asked.credential;
    return this.#renewals.run(`${id}/${version}`, () => this.#anew(asked));
  }

  /**
   * A new token in place of one that was refused before it expired. Undefined if none can be obtained, or this one was only just
   * issued.
   */
  async insteadOf(refused: string, asked: Asked): Promise<string | undefined> {
    const { state, tokens } = await this.#look(asked).catch(unreadable);
    if (tokens?.accessToken === refused) {
      if (!renewingGrant(asked.spec, asked.data, tokens.refreshToken)) return undefined;
      const of = placeOf(asked);
      const end = () =>
        this.#needs.db.inWorkspace(of.workspaceId, (trx) => endToken(trx, of, state?.renewedAt ?? null));
      if (!(await end()) && (await this.#look(asked)).tokens?.accessToken === refused) return undefined;
    }
    const token = await this.of(asked);
    if (token !== refused) return token;
    return this.#anew(asked); // a look-up that began before returned the old one
  }

  #look({ credential, ...asked }: Asked) {
    const { workspaceId } = credential;
    return withKeys(this.#needs.keys, workspaceId, async (keys) => {
      const of = placeOf({ credential, ...asked });
      const state = await this.#needs.db.inWorkspace(workspaceId, (trx) => findToken(trx, of));
      const tokens = state?.envelope ? open<Tokens>(keys, credential, 'oauth2', state.envelope) : undefined;
      return { state, tokens };
    });
  }

  #anew(asked: Asked): Promise<string> {
    return this.#get(asked, AbortSignal.timeout(LONGEST_MS)).catch(unreadable);
  }

  async #get(asked: Asked, signal: AbortSignal): Promise<string> {
    const { spec, data } = asked;
    const of = placeOf(asked);
    const { db } = this.#needs;
    while (!signal.aborted) {
      const { state, tokens } = await this.#look(asked);
      if (state?.fresh && tokens) return tokens.accessToken;
      const grant = renewingGrant(spec, data, tokens?.refreshToken);
      if (!grant) throw new MeshError('unprocessable', 'connect this credential first: ask `startOAuth2`');
      if (state?.refusal) throw noToken(state.refusal);
      const lease = await db.inWorkspace(of.workspaceId, async (trx) => {
        await ensureToken(trx, of);
        return leaseToken(trx, of);
      });
      const failing = state?.failing ?? false;
      const renewed = lease && (await renew(this.#needs, asked, { lease, failing, tokens, grant, signal }));
      if (renewed !== undefined) return renewed;
      await pauseFor(LOOK_MS, signal);
    }
    throw noToken('another renewal does not end');
  }
}

function placeOf({ credential: { workspaceId, id: credentialId, version } }: Asked) {
  return { workspaceId, credentialId, version };
}

function unreadable(error: unknown): never {
  if (!(error instanceof Unreadable)) throw error;
  throw new MeshError('credential-unreadable', 'the tokens of this credential do not open; connect it again', {
    cause: error,
  });
}
