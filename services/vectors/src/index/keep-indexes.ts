import type { Database } from '@mesh/database/database';
import type { Log } from '@mesh/runtime/log';
import type { Schema } from '../db/schema.ts';
import {
  buildIndex,
  builtIndexes,
  collectionsDue,
  dropIndex,
  indexedCollections,
  setIndexState,
  underLock,
} from './index-store.ts';
import { indexName } from './index-type.ts';
import { asOwner } from './owner.ts';

export type IndexKeeping = {
  db: Database<Schema>;
  /** The same database as the owner of its tables. */
  owner: Database<Schema>;
  /** The number of points from which a collection gets an index. */
  fromPoints: number;
  log: Log;
};

/**
 * One sweep: builds an index for every collection that has grown large, and drops those of deleted ones. Writers continue
 * meanwhile.
 */
export async function keepIndexes({ db, owner, fromPoints, log }: IndexKeeping): Promise<void> {
  const online = !db.singleSession;
  const due = await db.asSystem((trx) => collectionsDue(trx, fromPoints));
  for (const collection of due) {
    await db.asSystem((trx) => setIndexState(trx, collection, 'building'));
    const began = performance.now();
    const built = await asOwner(owner, (client) => underLock(client, () => buildIndex(client, collection, online)));
    if (!built) return;
    await db.asSystem((trx) => setIndexState(trx, collection, 'ready'));
    log.info({ collection: collection.id, ms: Math.round(performance.now() - began) }, 'an index was built');
  }
  await dropOrphans({ db, owner });
}

async function dropOrphans({ db, owner }: Pick<IndexKeeping, 'db' | 'owner'>): Promise<void> {
  const built = await asOwner(owner, builtIndexes);
  if (built.length === 0) return;
  const wanted = new Set((await db.asSystem(indexedCollections)).map((id) => indexName({ id })));
  for (const name of built.filter((name) => !wanted.has(name))) {
    await asOwner(owner, (client) => dropIndex(client, name, !db.singleSession));
  }
}
