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

/** The unique index over public plugins of all workspaces. */
const PUBLIC_NAME = 'plugin_public_name';

type Needs = { db: Database<Schema>; objects: Objects; log: Log };

/** Checks the package, stores its bytes under their digest, and only then makes the version visible. */
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
      const add = () => db.inWorkspace(workspaceId, (trx) => addVersion(trx, added));
      const stage = await add()
        .catch((error: unknown) => (isOfTwin(error) ? add() : Promise.reject(error)))
        .catch(rethrown);
      return { name: manifest.name, version: manifest.version, status: stage, digest: shownDigest(digest) };
    } finally {
      await objects
        .delete(body.object)
        .catch((error: unknown) => log.warn({ err: error, object: body.object }, 'an upload was left behind'));
    }
  };
}

/** For a repeated request the upload may be gone; then its bytes are where the first request stored them. */
async function taken(objects: Objects, { object, bytes, sha256 }: Upload): Promise<Buffer> {
  if (bytes > PACKAGE_BYTES) throw new MeshError('payload-too-large', `a package has at most ${PACKAGE_BYTES} bytes`);
  for (const key of [object, blobKey(sha256)]) {
    const found = await objects.get(key, { maxBytes: PACKAGE_BYTES }).catch(unlessMissing);
    if (found) return found;
  }
  throw new MeshError('unavailable', 'the upload is gone; send it again', { retryAfterSeconds: 1 });
}

function unlessMissing(error: unknown): undefined {
  if (!(error instanceof MeshError) || error.code !== 'not-found') throw error;
}

/** Another request has published the plugin or its version at the same moment; another attempt finds it. */
function isOfTwin(error: unknown): boolean {
  const unique = violatedUnique(error);
  return unique !== undefined && unique !== PUBLIC_NAME;
}

function rethrown(error: unknown): never {
  if (isOfTwin(error)) throw new MeshError('conflict', 'this plugin is being published by another request; try again');
  if (violatedUnique(error) === PUBLIC_NAME)
    throw new MeshError('conflict', 'another workspace has a public plugin of this name; choose another name');
  throw error;
}
