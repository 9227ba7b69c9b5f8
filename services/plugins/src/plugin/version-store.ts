import { MeshError } from '@mesh/contracts/mesh-error';
import type { Insertable, Selectable } from 'kysely';
import type { PluginVersionTable, Trx } from '../db/schema.ts';
import { type CountedRow, pluginNamed } from './plugin-store.ts';

const columns = [
  'workspaceId',
  'pluginId',
  'version',
  'digest',
  'bytes',
  'manifest',
  'files',
  'stage',
  'reasons',
  'publishedAt',
] as const;
const MOST_TOLD = 100;
export type VersionRow = Selectable<PluginVersionTable>;
export type VersionHead = Pick<VersionRow, 'version' | 'digest' | 'stage' | 'publishedAt'>;

export function findVersion(
  trx: Trx,
  { pluginId, version }: { pluginId: string; version: string },
): Promise<VersionRow | undefined> {
  return trx
    .selectFrom('pluginVersion')
    .select(columns)
    .where('pluginId', '=', pluginId)
    .where('version', '=', version)
    .executeTakeFirst();
}

/** The version of the plugin with this name in the workspace. Throws `not-found`. */
export async function versionNamed(
  trx: Trx,
  workspaceId: string,
  { name, version }: { name: string; version: string },
): Promise<VersionRow & { plugin: CountedRow }> {
  const plugin = await pluginNamed(trx, workspaceId, name);
  const found = await findVersion(trx, { pluginId: plugin.id, version });
  if (!found) throw new MeshError('not-found', `the plugin ${name} has no version ${version}`);
  return { ...found, plugin };
}

/** Newest first. */
export function newestVersions(trx: Trx, pluginId: string): Promise<VersionHead[]> {
  return trx
    .selectFrom('pluginVersion')
    .select(['version', 'digest', 'stage', 'publishedAt'])
    .where('pluginId', '=', pluginId)
    .orderBy('publishedAt', 'desc')
    .limit(MOST_TOLD)
    .execute();
}

export async function insertVersion(trx: Trx, version: Insertable<PluginVersionTable>): Promise<void> {
  await trx.insertInto('pluginVersion').values(version).execute();
}
