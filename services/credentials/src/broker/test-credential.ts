import type { HandlerOf } from '@mesh/bus/handler';
import type * as credentialUse from '@mesh/contracts/credential-use';
import { credentialTested } from '@mesh/contracts/credentials-events';
import { record } from '@mesh/outbox/record';
import { credentialAct } from '../audit/audited.ts';
import { keepTest } from '../credential/credential-store.ts';
import { dataToUse } from '../credential/secret-data.ts';
import { existing, namedCredential } from '../credential/shown-credential.ts';
import { typeOf } from '../credential/type-of.ts';
import { fillTemplate, fillUrl } from '../types/fill-template.ts';
import { checkedTarget } from './checked-target.ts';
import type { BrokerNeeds } from './through-broker.ts';
import { tryCredential } from './try-credential.ts';

/** A host that the type itself names need not be allowed, since the secret belongs to it. */
export function testCredential(needs: BrokerNeeds): HandlerOf<typeof credentialUse.testCredential> {
  const { db, decisions, catalogue } = needs;
  return async ({ params }, context) => {
    const { workspaceId, signal } = context;
    const act = credentialAct('credential.test', params.credentialId);
    const opened = await decisions.ask(context, act, { id: params.credentialId }, (found, keys) => {
      const credential = existing(found);
      const type = typeOf(catalogue, credential);
      const data = dataToUse(keys, workspaceId, credential);
      const text = type.test && type.test !== 'token' ? fillUrl(type.test.url, data) : undefined;
      const own = type.hosts.flatMap((host) => fillTemplate(host, data) ?? []);
      const allowedHosts = [...own, ...credential.allowedHosts];
      const url = text === undefined ? undefined : checkedTarget(text, allowedHosts);
      return { credential, type, data, url, allowedHosts };
    });
    const { credential } = opened;
    const result = { ...(await tryCredential(needs, { ...opened, signal })), testedAt: new Date().toISOString() };
    await db.inWorkspace(workspaceId, async (trx) => {
      await keepTest(trx, credential.id, credential.version, result);
      const told = { ...namedCredential(credential), success: result.success };
      await record(trx, credentialTested, { workspaceId, subject: credential.id, data: told });
    });
    return result;
  };
}
