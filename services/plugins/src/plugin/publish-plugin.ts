import type { HandlerOf } from '@mesh/bus/handler';
import type { Upload } from '@mesh/contracts/bytes';
import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import { type publishPlugin as contract, PACKAGE_BYTES } from '@mesh/contracts/plugins';
import type { Database } from '@mesh/database/database';
import { violatedUnique } from '@mesh/database/translate';
import type { Objects } from '@mesh/objects/objects';
import type { Log } from '@mesh/runtime/log';
import { blobKey } from '../content/blob-key.ts';
import { hashOf } from '../content/content.ts';
import type { Schema } from '../db/schema.ts';
import { readPackage } from '../package/read-package.ts';
import { addVersion } from './add-version.ts';
import { shownDigest } from './shown-plugin.ts';

type Needs = { db: Database<Schema>; objects: Objects; log: Log };

/** Checks the package, keeps its bytes under their digest, and only then makes the version visible. */
export function publishPlugin({ db, objects, log }: Needs): HandlerOf<typeof contract> {
  return async ({ query: { visibility }, body }, { workspaceId, newId: pluginId = newId('plg') }) => {
    try {
      const bytes = await taken(objects, body);
      const digest = hashOf(bytes);
      if (digest !== body.sha256)
        throw new MeshError('integrity-violation', 'the upload is not what arrived; send it again');
      const { manifest, files } = await readPackage(bytes);
      await objects.put(blobKey(digest), bytes, { contentType: 'application/zip' });
      const added = { workspaceId, pluginId, visibility, manifest, files, digest, bytes: bytes.length };
      const stage = await db.inWorkspace(workspaceId, (trx) => addVersion(trx, added)).catch(rethrown);
      return { name: manifest.name, version: manifest.version, status: stage, digest: shownDigest(digest) };
    } finally {
      await objects
        .delete(body.object)
        .catch((error: unknown) => log.warn({ err: error, object: body.object }, 'an upload was left behind'));
    }
  };
}

async function taken(objects: Objects, { object, bytes }: Upload): Promise<Buffer> {
  if (bytes > PACKAGE_BYTES) throw new MeshError('payload-too-large', `a package has at most ${PACKAGE_BYTES} bytes`);
  return objects.get(object, { maxBytes: PACKAGE_BYTES });
}

/** Two who publish at once: one of them is told to look again. */
function rethrown(error: unknown): never {
  const unique = violatedUnique(error);
  if (unique === 'plugin_public_name')
    throw new MeshError('conflict', 'another workspace has a public plugin of this name; choose another name');
  if (unique) throw new MeshError('conflict', 'this plugin is being published by another request; try again');
  throw error;
}
