import type { HandlerOf } from '@mesh/bus/handler';
import type * as installations from '@mesh/contracts/installations';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import type { LockfileItem, Schema, Trx } from '../db/schema.ts';
import { findVersion } from '../plugin/version-store.ts';
import { changeLockfile } from './change-lockfile.ts';
import { rolledBack } from './lockfile.ts';
import { itemsAt } from './lockfile-store.ts';
import { shownLockfile } from './shown-lockfile.ts';

export function rollbackInstallations(db: Database<Schema>): HandlerOf<typeof installations.rollbackInstallations> {
  return async ({ headers, body: { revision } }, context) =>
    shownLockfile(
      await changeLockfile(db, context, {
        headers,
        decide: async (trx, lockfile) => {
          const earlier = await itemsAt(trx, revision);
          if (!earlier) throw new MeshError('not-found', `the lockfile has no revision ${revision}`);
          await refuseGone(trx, earlier);
          return rolledBack(lockfile, earlier);
        },
      }),
    );
}

/** A version in the earlier revision may have been revoked since. */
async function refuseGone(trx: Trx, items: readonly LockfileItem[]): Promise<void> {
  for (const item of items) {
    const found = await findVersion(trx, item);
    if (found?.stage !== 'published')
      throw new MeshError(
        'conflict',
        `${item.name} ${item.version} is ${found?.stage ?? 'gone'} and cannot be installed`,
      );
  }
}
