import { MeshError } from '@mesh/contracts/mesh-error';
import type { Insertable, Selectable, Transaction } from 'kysely';
import type { PluginVersionTable, Schema } from '../db/schema.ts';
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
  trx: Transaction<Schema>,
  { pluginId, version }: { pluginId: string; version: string },
): Promise<VersionRow | undefined> {
  return trx
    .selectFrom('pluginVersion')
    .select(columns)
    .where('pluginId', '=', pluginId)
    .where('version', '=', version)
    .executeTakeFirst();
}

/** The version of the plugin that this name means here, or `not-found`. */
export async function versionNamed(
  trx: Transaction<Schema>,
  workspaceId: string,
  { name, version }: { name: string; version: string },
): Promise<VersionRow & { plugin: CountedRow }> {
  const plugin = await pluginNamed(trx, workspaceId, name);
  const found = await findVersion(trx, { pluginId: plugin.id, version });
  if (!found) throw new MeshError('not-found', `the plugin ${name} has no version ${version}`);
  return { ...found, plugin };
}

/** Newest first. */
export function newestVersions(trx: Transaction<Schema>, pluginId: string): Promise<VersionHead[]> {
  return trx
    .selectFrom('pluginVersion')
    .select(['version', 'digest', 'stage', 'publishedAt'])
    .where('pluginId', '=', pluginId)
    .orderBy('publishedAt', 'desc')
    .limit(MOST_TOLD)
    .execute();
}

export async function insertVersion(trx: Transaction<Schema>, version: Insertable<PluginVersionTable>): Promise<void> {
  await trx.insertInto('pluginVersion').values(version).execute();
}
