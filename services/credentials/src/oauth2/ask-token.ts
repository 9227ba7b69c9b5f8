import { jsonOf } from '@mesh/contracts/json-of';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Egress, EgressAnswer } from '@mesh/egress/egress';
import { z } from 'zod';
import type { TokenRequest } from './token-request.ts';

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 64 * 1_024;
/** Many servers send a field that they do not have as null, as an empty text, or as 0. */
const token = z.object({
  access_token: z.string().min(1).max(16_384),
  refresh_token: z
    .string()
    .max(16_384)
    .nullish()
    .transform((told) => told || undefined),
  expires_in: z.coerce.number().positive().max(1e9).optional().catch(undefined),
});
/** Error codes of RFC 6749, 5.2. Nothing else that a server says is repeated, since it could contain the secret. */
const spoken = ['invalid_request', 'invalid_client', 'invalid_grant', 'unauthorized_client', 'invalid_scope'];

export type Tokens = { accessToken: string; refreshToken?: string | undefined; lifeSeconds?: number | undefined };
/** Why there is no token: refused until somebody changes something, or unreachable this time. */
export type NoToken = { refused: boolean; reason: string };

/** Requests a token from an authorization server. */
export async function askToken(egress: Egress, request: TokenRequest, signal: AbortSignal): Promise<Tokens | NoToken> {
  try {
    const limits = { redirects: 0, timeoutMs: TIMEOUT_MS, maxBytes: MOST_BYTES };
    return tokensOf(await egress.request({ method: 'POST', ...request, ...limits, signal }));
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    return { refused: error.code === 'egress-denied', reason: error.message };
  }
}

function tokensOf({ status, body }: EgressAnswer): Tokens | NoToken {
  const told = jsonOf(body.toString());
  const found = token.safeParse(told);
  if (status >= 200 && status <= 299 && found.success) {
    const { access_token: accessToken, refresh_token: refreshToken, expires_in: lifeSeconds } = found.data;
    return { accessToken, refreshToken, lifeSeconds };
  }
  const error = z.object({ error: z.enum(spoken) }).safeParse(told).data?.error;
  const refused = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return { refused, reason: `the authorization server answered ${status}${error ? `, ${error}` : ''}` };
}
