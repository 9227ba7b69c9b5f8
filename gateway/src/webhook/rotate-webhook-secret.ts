import type * as contract from '@mesh/contracts/webhook-endpoints';
import { formerAfter } from '../former-secrets.ts';
import type { LocalHandler } from '../http/local-operation.ts';
import { lockEndpoint, replaceSecret } from './endpoint-store.ts';
import { secretName } from './secret-name.ts';
import { shownEndpoint } from './shown-endpoint.ts';
import { newSecret } from './signature.ts';
import type { Needs } from './webhook-needs.ts';

/** Replaces the secret; during the overlap deliveries are signed with the former ones as well. */
export function rotateWebhookSecret({
  db,
  sealing,
}: Pick<Needs, 'db' | 'sealing'>): LocalHandler<typeof contract.rotateWebhookSecret> {
  return ({ params: { endpointId }, body }, { principal: { workspaceId } }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const before = await lockEndpoint(trx, endpointId);
      const shown = newSecret();
      const secret = sealing.seal(secretName(workspaceId, endpointId), Buffer.from(shown));
      const formerSecrets = formerAfter(before, body.overlapSeconds, Date.now());
      return { ...shownEndpoint(await replaceSecret(trx, endpointId, { secret, formerSecrets })), secret: shown };
    });
}
