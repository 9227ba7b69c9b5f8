import { MeshError } from '@mesh/contracts/mesh-error';
import type { Stage, Visibility } from '@mesh/contracts/plugin-shapes';
import { versionPublished } from '@mesh/contracts/plugins-events';
import { record } from '@mesh/outbox/record';
import type { Trx } from '../db/schema.ts';
import { compareVersions } from '../package/compare-versions.ts';
import type { Package } from '../package/read-package.ts';
import { refusedAt } from '../package/refuse.ts';
import { insertPlugin, lockOwnPlugin, type PluginRow, updateLatest } from './plugin-store.ts';
import { shownDigest } from './shown-plugin.ts';
import { findVersion, insertVersion } from './version-store.ts';

type Added = Package & {
  workspaceId: string;
  /** Metadata of the plugin, if this is its first version. */
  pluginId: string;
  visibility: Visibility | undefined;
  digest: string;
  bytes: number;
};

/** Adds the version, and the plugin if it is the first. The same bytes again change nothing. Returns the version's stage. */
export async function addVersion(trx: Trx, added: Added): Promise<Stage> {
  const { workspaceId, manifest, files, digest, bytes } = added;
  const { name, version, description, category = null, tags } = manifest;
  const there = await lockOwnPlugin(trx, workspaceId, name);
  const known = there && (await findVersion(trx, { pluginId: there.id, version }));
  if (there) refuseOther(there, added);
  if (known?.digest === digest) return known.stage;
  if (known) throw new MeshError('conflict', `${name} ${version} is published with other bytes; raise the version`);
  if (there && compareVersions(version, there.latest) <= 0)
    throw refusedAt('version-not-increasing', [
      { pointer: '/plugin.json/version', message: `expected a version after ${there.latest}` },
    ]);

  const pluginId = there?.id ?? added.pluginId;
  const visibility = there?.visibility ?? added.visibility ?? 'private';
  const head = { latest: version, description, category, tags };
  if (there) await updateLatest(trx, pluginId, head);
  else await insertPlugin(trx, { workspaceId, id: pluginId, name, visibility, ...head });
  await insertVersion(trx, {
    workspaceId,
    pluginId,
    version,
    digest,
    bytes,
    manifest: JSON.stringify(manifest),
    files: JSON.stringify(files),
    stage: 'published',
  });
  await record(trx, versionPublished, {
    workspaceId,
    data: { pluginId, name, version, digest: shownDigest(digest), visibility },
  });
  return 'published';
}

function refuseOther({ name, visibility }: PluginRow, added: Added): void {
  if (added.visibility !== undefined && added.visibility !== visibility)
    throw new MeshError('conflict', `${name} is ${visibility}: that was chosen with its first version`);
}
