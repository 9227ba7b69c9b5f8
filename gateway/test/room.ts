import { randomBytes } from 'node:crypto';
import type { Bus } from '@mesh/bus/bus';
import { connectBus } from '@mesh/bus/connect';
import { generatePrincipalKeys } from '@mesh/bus/principal-keys';
import { newId } from '@mesh/contracts/id';
import { type Service, services } from '@mesh/contracts/operation';
import type { Principal } from '@mesh/contracts/principal';
import { scopes } from '@mesh/contracts/scope';
import type { Database } from '@mesh/database/database';
import { openDatabase } from '@mesh/database/open';
import { objectClaims } from '@mesh/objects/claims';
import type { Objects } from '@mesh/objects/objects';
import { ensureBucket, openObjects } from '@mesh/objects/open';
import { outboxMigrations } from '@mesh/outbox/migrations';
import { silent } from '@mesh/runtime/log';
import { freshDatabase } from '@mesh/testing/database';
import { freshNats } from '@mesh/testing/nats';
import { servers } from '@mesh/testing/servers';
import { migrations } from '../src/db/migrations.ts';
import type { Schema } from '../src/db/schema.ts';
import { keptAnswers } from '../src/http/idempotency/kept-answers.ts';
import { onceByKey } from '../src/http/idempotency/once.ts';
import { sealingUnder } from '../src/sealing.ts';
import { testApp } from './test-app.ts';

const keys = generatePrincipalKeys(services);
export const pepper = 'p'.repeat(32);

export type Room = Awaited<ReturnType<typeof openRoom>>;

/** The gateway's app with a database, a bucket and a broker of this file's own; services are played by the test. */
export async function openRoom({ natsUrl }: { natsUrl?: string } = {}) {
  const opened = new AsyncDisposableStack();
  const { s3 } = await servers();
  const url = natsUrl ?? opened.use(await freshNats()).url;
  const fresh = opened.use(await freshDatabase({ folders: [outboxMigrations, migrations] }));
  const db: Database<Schema> = opened.use(openDatabase<Schema>({ url: fresh.url, log: silent }));
  const bucket = { ...s3, bucket: `gateway-${randomBytes(4).toString('hex')}` };
  await ensureBucket(bucket);
  const objects: Objects = opened.use(openObjects(bucket));

  const busOf = async (name: Service): Promise<Bus> => {
    const own = { signingKey: keys.signingKeys[name], publicKeys: keys.publicKeys };
    return opened.use(await connectBus({ url, name, log: silent, claimCheck: objectClaims(objects), ...own }));
  };
  const principal: Principal = { id: newId('key'), type: 'api-key', workspaceId: newId('ws'), scopes: [...scopes] };
  const bus = await busOf('gateway');
  const answers = keptAnswers(db, sealingUnder(pepper));
  const parts = { bus: () => bus, objects, whoAsks: async () => principal, once: onceByKey(answers, silent) };
  const app = testApp(parts);
  opened.defer(() => app.close());
  return {
    app,
    parts,
    bus,
    busOf,
    db,
    objects,
    answers,
    principal,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
