import { isDeepStrictEqual } from 'node:util';
import type { HandlerOf } from '@mesh/bus/serve';
import type * as credentials from '@mesh/contracts/credentials';
import { credentialTested } from '@mesh/contracts/credentials-events';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Egress, EgressAnswer } from '@mesh/egress/egress';
import { record } from '@mesh/outbox/record';
import { type Audited, audited } from '../audit/audited.ts';
import { findCredential, keepTest } from '../credential/credential-store.ts';
import { dataForUse } from '../credential/secret-data.ts';
import { existing, namedCredential } from '../credential/shown-credential.ts';
import { typeOf } from '../credential/type-of.ts';
import type { Catalogue } from '../types/catalogue.ts';
import type { TestCall } from '../types/credential-type.ts';
import { fillTemplate } from '../types/fill-template.ts';
import { callWithSecret } from './call-with-secret.ts';
import { checkedTarget } from './checked-target.ts';
import { injected } from './injected.ts';

type Needs = Audited & { egress: Egress; catalogue: Catalogue };

/** A host that the type itself names needs no permission: the secret is of that very place. */
export function testCredential(needs: Needs): HandlerOf<typeof credentials.testCredential> {
  const { db, egress, catalogue } = needs;
  return async ({ params }, context) => {
    const { workspaceId, signal } = context;
    const act = { action: 'credential.test', resource: { type: 'credential' as const, id: params.credentialId } };
    const opened = await audited(needs, context, act, async (trx, keys) => {
      const credential = existing(await findCredential(trx, params.credentialId));
      const type = typeOf(catalogue, credential);
      const data = await dataForUse(trx, keys, { workspaceId, credential });
      const text = type.test && fillTemplate(type.test.url, data);
      const hosts = [...type.hosts, ...credential.allowedHosts];
      return { credential, type, data, hosts, url: text === undefined ? undefined : checkedTarget(text, hosts) };
    });
    const { credential, type, data, hosts: allowedHosts, url } = opened;
    const { test } = type;
    const found =
      test && url
        ? await tried(test, () =>
            callWithSecret(egress, { method: test.method, url, headers: {} }, injected(type, data), {
              allowedHosts,
              signal,
            }),
          )
        : { success: false, message: test ? 'give the credential a `test_url`' : 'this type has no test call' };
    const result = { ...found, testedAt: new Date().toISOString() };
    await db.inWorkspace(workspaceId, async (trx) => {
      await keepTest(trx, credential.id, credential.version, result);
      const told = { ...namedCredential(credential), success: result.success };
      await record(trx, credentialTested, { workspaceId, subject: credential.id, data: told });
    });
    return result;
  };
}

/** Messages are fixed sentences: an answer could hold the secret. */
async function tried({ expect = {} }: TestCall, call: () => Promise<EgressAnswer>) {
  try {
    const { status, body } = await call();
    if (status < 200 || status > 299) return { success: false, message: `the service answered ${status}` };
    if (Object.keys(expect).length === 0) return { success: true, message: `the service answered ${status}` };
    const told = JSON.parse(body.toString()) as Record<string, unknown>;
    const good = Object.entries(expect).every(([name, value]) => isDeepStrictEqual(told[name], value));
    return { success: good, message: good ? 'the service accepted it' : 'the service refused it' };
  } catch (error) {
    const message = error instanceof MeshError ? error.message : 'the service answered something else than expected';
    return { success: false, message };
  }
}
