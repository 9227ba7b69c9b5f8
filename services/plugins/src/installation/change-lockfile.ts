import type { CallContext } from '@mesh/bus/handler';
import { checkIfMatch, type IfMatch } from '@mesh/contracts/if-match';
import { lockfileEtag } from '@mesh/contracts/installations';
import { installationChanged } from '@mesh/contracts/plugins-events';
import type { Database } from '@mesh/database/database';
import { record } from '@mesh/outbox/record';
import type { Schema, Trx } from '../db/schema.ts';
import { countInstallation } from '../plugin/plugin-store.ts';
import { type Changed, difference, type Lockfile } from './lockfile.ts';
import { addRevision, lockLockfile } from './lockfile-store.ts';

type Wish = {
  headers: IfMatch;
  /** The plugin in the event. */
  told?: { name: string; version?: string };
  decide: (trx: Trx, lockfile: Lockfile) => Promise<Changed>;
};

/** The only way to change a lockfile: one change at a time per workspace, each a new revision with an event. */
export function changeLockfile(
  db: Database<Schema>,
  { workspaceId, principal }: CallContext,
  { headers, told, decide }: Wish,
): Promise<Lockfile> {
  return db.inWorkspace(workspaceId, async (trx) => {
    const lockfile = await lockLockfile(trx, workspaceId);
    checkIfMatch(headers, lockfileEtag(lockfile), 'the lockfile');
    const changed = await decide(trx, lockfile);
    if (!changed) return lockfile;
    const { change, items } = changed;
    const revision = lockfile.revision + 1;
    await addRevision(trx, { workspaceId, revision, change, actor: principal.id, items });
    const { added, removed } = difference(lockfile.items, items);
    for (const pluginId of added) await countInstallation(trx, pluginId, 1);
    for (const pluginId of removed) await countInstallation(trx, pluginId, -1);
    await record(trx, installationChanged, { workspaceId, data: { revision, change, ...told } });
    return { revision, items };
  });
}
