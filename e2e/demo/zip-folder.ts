import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { zipSync } from 'fflate';

/** Zips the files of a folder, with forward slashes and in a fixed order, so that the same files give the same bytes. */
export async function zipFolder(folder: string): Promise<Uint8Array<ArrayBuffer>> {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const files = await Promise.all(
    entries.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [relative(folder, path).split(sep).join('/'), new Uint8Array(await readFile(path))] as const;
    }),
  );
  const sorted = files.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return new Uint8Array(zipSync(Object.fromEntries(sorted), { mtime: new Date('2026-01-01T00:00:00') }));
}
