import type { HandlerOf } from '@mesh/bus/serve';
import { MeshError } from '@mesh/contracts/mesh-error';
import { DEFAULT_LIMIT } from '@mesh/contracts/operation';
import type * as plugins from '@mesh/contracts/plugins';
import type { Database } from '@mesh/database/database';
import { z } from 'zod';
import type { Schema } from '../db/schema.ts';
import { revisionsBefore } from './lockfile-store.ts';
import { itemView } from './lockfile-view.ts';

const position = z
  .string()
  .regex(/^[1-9][0-9]{0,8}$/)
  .transform(Number)
  .optional();

/** The cursor is the last revision told. */
export function listInstallationRevisions(db: Database<Schema>): HandlerOf<typeof plugins.listInstallationRevisions> {
  return async ({ query: { limit = DEFAULT_LIMIT, cursor } }, { workspaceId }) => {
    const before = position.safeParse(cursor);
    if (!before.success) throw new MeshError('invalid', 'the cursor is not one that this list gave');
    const rows = await db.inWorkspace(workspaceId, (trx) => revisionsBefore(trx, before.data, limit + 1));
    const told = rows.slice(0, limit);
    return {
      items: told.map(({ revision, change, actor, items, at }) => ({
        revision,
        change,
        actor,
        at: at.toISOString(),
        items: items.map(itemView),
      })),
      nextCursor: rows.length > limit ? String(told.at(-1)?.revision) : null,
    };
  };
}
