import type { HandlerOf } from '@mesh/bus/serve';
import type * as workflows from '@mesh/contracts/workflows';
import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import { readArchived } from '../archive/archive.ts';
import type { Schema } from '../db/schema.ts';
import { findExecution } from './execution-store.ts';
import { existing, shownExecution } from './execution-view.ts';

type Needs = { readonly db: Database<Schema>; readonly objects: Pick<Objects, 'put' | 'get'> };

/** What has been archived is read from the bucket. */
export function getExecution({ db, objects }: Needs): HandlerOf<typeof workflows.getExecution> {
  return async ({ params: { executionId } }, { workspaceId }) => {
    const row = await db.inWorkspace(workspaceId, (trx) => findExecution(trx, executionId));
    const archived = row ? undefined : await readArchived(db, objects, workspaceId, executionId);
    return shownExecution(existing(row ?? archived?.execution));
  };
}
