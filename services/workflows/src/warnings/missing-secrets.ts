import { call } from '@mesh/bus/call';
import { checkCredentials } from '@mesh/contracts/credentials';
import type { SecretNeed } from '../definition/needs/need.ts';
import { noSecret } from '../effect/http/no-secret.ts';
import { type Asking, type Missing, notChecked, PATIENCE_MS } from './missing.ts';

export async function missingSecrets(
  needs: readonly SecretNeed[],
  { bus, principal, signal }: Asking,
): Promise<Missing[]> {
  if (needs.length === 0) return [];
  const question = { body: { credentials: needs.map(({ secret }) => secret) } };
  try {
    const { missing } = await call(bus, checkCredentials, question, { principal, signal, deadlineMs: PATIENCE_MS });
    const names = new Set(missing);
    const unmet = needs.filter(({ secret }) => names.has(secret));
    return unmet.map((need) => [need, noSecret(need.secret)] as const);
  } catch (error) {
    return needs.map((need) => [need, notChecked(`whether there is a secret ${need.secret}`, error)] as const);
  }
}
