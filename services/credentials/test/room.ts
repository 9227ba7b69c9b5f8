import { randomBytes } from 'node:crypto';
import type { CallContext } from '@mesh/bus/handler';
import type { Database } from '@mesh/database/database';
import { openDatabase } from '@mesh/database/open';
import { openEgress } from '@mesh/egress/open';
import { outboxMigrations } from '@mesh/outbox/migrations';
import { silent } from '@mesh/runtime/log';
import { freshDatabase } from '@mesh/testing/database';
import pg from 'pg';
import { createCredential } from '../src/credential/create-credential.ts';
import { openDecisions } from '../src/credential/open-decisions.ts';
import { KeyRing } from '../src/crypto/key-ring.ts';
import { localKeys } from '../src/crypto/provider/local-keys.ts';
import { parseRootKeys, type RootKeys } from '../src/crypto/root-keys.ts';
import { migrations } from '../src/db/migrations.ts';
import type { Schema } from '../src/db/schema.ts';
import { AccessTokens } from '../src/oauth2/access-tokens.ts';
import type { Needs } from '../src/serve-credentials.ts';
import { readCatalogue } from '../src/types/catalogue.ts';

export type Room = AsyncDisposable & {
  needs: Needs;
  roots: RootKeys;
  /** Of its database. */
  url: string;
  /** As the owner, whom no policy binds. */
  owner: pg.Pool;
  /** Stores a bearer token and gives the answer. */
  store(context: CallContext, more?: object): ReturnType<ReturnType<typeof createCredential>>;
};

/** All that the handlers need, on a database of this file's own. */
export async function openRoom(allow: string[] = []): Promise<Room> {
  const opened = new AsyncDisposableStack();
  const { url } = opened.use(await freshDatabase({ folders: [outboxMigrations, migrations] }));
  const db: Database<Schema> = opened.use(openDatabase<Schema>({ url, log: silent }));
  const owner = new pg.Pool({ connectionString: url, max: 2 });
  opened.defer(() => owner.end());
  const roots = parseRootKeys(randomBytes(32).toString('base64'));
  const egress = opened.use(openEgress({ allow, log: silent }));
  const provider = localKeys(roots);
  const keys = new KeyRing(db, provider);
  const tokens = new AccessTokens({ db, keys, egress });
  const redirectUri = 'https://mesh.test/v1/oauth2/callback';
  const needs = {
    db,
    log: silent,
    egress,
    catalogue: await readCatalogue(),
    keys,
    decisions: openDecisions({ db, keys, log: silent }),
    provider,
    bucket: undefined,
    tokens,
    redirectUri,
    revealsPerMinute: 1_000,
  };
  const create = createCredential(needs, needs.catalogue);
  return {
    needs,
    roots,
    url,
    owner,
    store: (context, more) =>
      create(asked({ name: 'api', type: 'http-bearer', data: { token: TOKEN }, ...more }), context),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

export const TOKEN = 'canary-"5f/é+3f9a';

const asked = (body: object) => ({
  params: {},
  query: {},
  headers: {},
  body: { environment: 'production', tags: [], allowedHosts: [], ...body } as never,
});
