import { hash } from 'node:crypto';
import type { Cache } from '@mesh/cache/cache';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Objects } from '@mesh/objects/objects';
import type { Log } from '@mesh/runtime/log';
import { SingleFlight } from '@mesh/runtime/single-flight';
import { unpackFile } from '../package/unpack-file.ts';
import { zipEntries } from '../package/zip-entries.ts';
import { blobKey } from './blob-key.ts';

const CACHED_BYTES = 1024 * 1024;

type Needs = {
  objects: Pick<Objects, 'get'>;
  cache: Pick<Cache, 'get' | 'set' | 'delete'>;
  ttlSeconds: number;
  log: Log;
};
/** What identifies the bytes of a version. */
export type Stored = { digest: string; files: readonly { path: string; sha256: string }[] };

/**
 * The bytes of packages and of their files, from Redis or S3. All of them are verified each time against the digest in
 * PostgreSQL. Concurrent requests for the same content share one fetch.
 */
export class Content {
  readonly #needs: Needs;
  readonly #flights = new SingleFlight<Buffer>();

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** The whole package. Throws `integrity-violation` if S3 has other bytes than were published. */
  package({ digest }: Pick<Stored, 'digest'>): Promise<Buffer> {
    return this.#flights.run(digest, () => this.#cached(digest, () => this.#fromBucket(digest)));
  }

  /** One file of the package. Throws `not-found`, or the errors of `package`. */
  async file(stored: Stored, path: string): Promise<Buffer> {
    const known = stored.files.find((file) => file.path === path);
    if (!known) throw new MeshError('not-found', `the package has no file ${path}`);
    const { sha256 } = known;
    return this.#flights.run(sha256, () => this.#cached(sha256, () => this.#fromPackage(stored, path, sha256)));
  }

  async #cached(sha256: string, load: () => Promise<Buffer>): Promise<Buffer> {
    const { cache, ttlSeconds } = this.#needs;
    const key = `plugins:content:${sha256}`;
    const hit = await cache.get(key);
    if (hit && hashOf(hit) === sha256) return hit;
    if (hit) {
      this.#report(sha256, 'redis');
      await cache.delete(key);
    }
    const bytes = await load();
    if (bytes.length <= CACHED_BYTES) await cache.set(key, bytes, ttlSeconds);
    return bytes;
  }

  async #fromBucket(digest: string): Promise<Buffer> {
    const bytes = await this.#needs.objects.get(blobKey(digest)).catch((error: unknown) => {
      if (error instanceof MeshError && error.code === 'not-found') return undefined;
      throw error;
    });
    if (bytes && hashOf(bytes) === digest) return bytes;
    this.#report(digest, 's3');
    throw violation();
  }

  async #fromPackage(stored: Stored, path: string, sha256: string): Promise<Buffer> {
    const { zip, files } = await zipEntries(await this.package(stored));
    const entry = files.find((file) => file.path === path);
    const unpacked = entry && (await unpackFile(zip, entry, { keep: true }));
    if (unpacked?.content && unpacked.sha256 === sha256) return unpacked.content;
    this.#report(sha256, 's3');
    throw violation();
  }

  #report(digest: string, store: 'redis' | 's3'): void {
    this.#needs.log.error({ security: true, digest, store }, 'stored bytes of a plugin are not what was published');
  }
}

export function hashOf(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}

function violation(): MeshError {
  return new MeshError('integrity-violation', 'the stored package is not what was published, so it is not served');
}
