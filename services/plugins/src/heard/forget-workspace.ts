import type { Trx } from '../db/schema.ts';
import { readLockfile, removeLockfile } from '../installation/lockfile-store.ts';
import { countInstallation, removePrivatePlugins } from '../plugin/plugin-store.ts';

/** Removes its lockfile and its private plugins. Public ones stay, since lockfiles of other workspaces name them. */
export async function forgetWorkspace(trx: Trx): Promise<{ installed: number; plugins: number }> {
  const { items } = await readLockfile(trx);
  for (const { pluginId } of items) await countInstallation(trx, pluginId, -1);
  await removeLockfile(trx);
  return { installed: items.length, plugins: await removePrivatePlugins(trx) };
}
