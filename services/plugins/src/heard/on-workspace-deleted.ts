import { workspaceDeleted } from '@mesh/contracts/gateway-events';
import { type FactHandler, on } from '@mesh/outbox/on';
import type { Log } from '@mesh/runtime/log';
import type { Schema } from '../db/schema.ts';
import { readLockfile, removeLockfile } from '../installation/lockfile-store.ts';
import { countInstallation, removePrivatePlugins } from '../plugin/plugin-store.ts';

/** What it had installed goes, and its private plugins. Public ones stay: the lockfiles of others name them. */
export function onWorkspaceDeleted({ log }: { log: Log }): FactHandler<Schema> {
  return on<Schema, typeof workspaceDeleted.data>(workspaceDeleted, async (trx, { workspaceId }) => {
    const { items } = await readLockfile(trx);
    for (const { pluginId } of items) await countInstallation(trx, pluginId, -1);
    await removeLockfile(trx);
    const plugins = await removePrivatePlugins(trx);
    log.warn({ workspaceId, installed: items.length, plugins }, 'what a deleted workspace kept is gone');
  });
}
