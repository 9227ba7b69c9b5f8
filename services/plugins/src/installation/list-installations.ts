import type { HandlerOf } from '@mesh/bus/handler';
import type * as installations from '@mesh/contracts/installations';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { readLockfile } from './lockfile-store.ts';
import { shownLockfile } from './shown-lockfile.ts';

export function listInstallations(db: Database<Schema>): HandlerOf<typeof installations.listInstallations> {
  return async (_request, { workspaceId }) => shownLockfile(await db.inWorkspace(workspaceId, readLockfile));
}
