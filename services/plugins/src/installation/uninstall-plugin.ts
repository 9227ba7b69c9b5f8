import type { HandlerOf } from '@mesh/bus/handler';
import type * as installations from '@mesh/contracts/installations';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { changeLockfile } from './change-lockfile.ts';
import { withoutItem } from './lockfile.ts';

export function uninstallPlugin(db: Database<Schema>): HandlerOf<typeof installations.uninstallPlugin> {
  return async ({ params: { name }, headers }, context) => {
    await changeLockfile(db, context, {
      headers,
      told: { name },
      decide: async (_trx, lockfile) => {
        const changed = withoutItem(lockfile, name);
        if (!changed) throw new MeshError('not-found', `the plugin ${name} is not installed`);
        return changed;
      },
    });
    return {};
  };
}
