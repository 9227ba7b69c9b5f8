import { isDeepStrictEqual } from 'node:util';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Egress } from '@mesh/egress/egress';
import type { Used } from '../credential/usable-store.ts';
import type { Fields } from '../db/schema.ts';
import type { AccessTokens } from '../oauth2/access-tokens.ts';
import type { CredentialType, TestCall } from '../types/credential-type.ts';
import { armed, send } from './armed-call.ts';
import { injected } from './injected.ts';
import { requestBody } from './request-body.ts';
import { withToken } from './with-token.ts';

type Trial = {
  readonly credential: Used;
  readonly type: CredentialType;
  readonly data: Fields;
  /** The target of the test call; undefined if a field for it is missing. */
  readonly url: URL | undefined;
  readonly allowedHosts: readonly string[];
  readonly signal: AbortSignal;
};
type Found = { success: boolean; message: string };

/** Tests a credential. Messages are fixed sentences, since an answer could contain the secret. */
export async function tryCredential(
  needs: { egress: Egress; tokens: Pick<AccessTokens, 'of'> },
  trial: Trial,
): Promise<Found> {
  const { type, url } = trial;
  const { test } = type;
  if (test === undefined) return { success: false, message: 'this type has no test call' };
  if (test !== 'token' && !url) return { success: false, message: 'give the credential a `test_url`' };
  try {
    const data = await withToken(needs.tokens, trial);
    if (test === 'token' || !url) return { success: true, message: 'the service gave an access token' };
    return await called(needs.egress, test, { ...trial, url, data });
  } catch (error) {
    const message = error instanceof MeshError ? error.message : 'the service answered something else than expected';
    return { success: false, message };
  }
}

async function called(egress: Egress, test: TestCall, trial: Trial & { url: URL }): Promise<Found> {
  const { type, data, url, allowedHosts, signal } = trial;
  const unarmed = { method: test.method, url, ...requestBody(test.body, {}) };
  const { status, body } = await send(egress, await armed(unarmed, injected(type, data)), { allowedHosts, signal });
  if (status < 200 || status > 299) return { success: false, message: `the service answered ${status}` };
  const expected = Object.entries(test.expect ?? {});
  if (expected.length === 0) return { success: true, message: `the service answered ${status}` };
  const told = JSON.parse(body.toString()) as Record<string, unknown>;
  const good = expected.every(([name, value]) => isDeepStrictEqual(told[name], value));
  return { success: good, message: good ? 'the service accepted it' : 'the service refused it' };
}
