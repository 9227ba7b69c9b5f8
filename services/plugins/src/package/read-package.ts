import type { Manifest } from './manifest.ts';
import { MANIFEST, readManifest } from './read-manifest.ts';
import { refused, refusedAt } from './refuse.ts';
import { type Unpacked, unpackFile } from './unpack-file.ts';
import { zipEntries } from './zip-entries.ts';

const FUNCTION_BYTES = 1024 * 1024;
const archive = /\.(zip|jar|war|apk|gz|tgz|bz2|xz|zst|7z|rar|tar|whl|nupkg|crx)$/i;
const magic = ['504b0304', '504b0506', '1f8b08', '377abcaf', '52617221', 'fd377a58', '28b52ffd', '425a68'];

export type PackageFile = { path: string; bytes: number; sha256: string };
export type Package = { manifest: Manifest; files: PackageFile[] };

/** Reads and checks a whole package, one file at a time. Throws `plugin-invalid` with the reason. */
export async function readPackage(bytes: Buffer): Promise<Package> {
  const { zip, files: entries } = await zipEntries(bytes);
  if (!entries.some(({ path }) => path === MANIFEST))
    throw refused('manifest-missing', `a package has a ${MANIFEST} at its top`);
  const files: PackageFile[] = [];
  let manifest: Manifest | undefined;
  for (const one of entries) {
    const unpacked = await unpackFile(zip, one, { keep: one.path === MANIFEST });
    refuseNested(one.path, unpacked);
    files.push({ path: one.path, bytes: unpacked.bytes, sha256: unpacked.sha256 });
    if (unpacked.content) manifest = readManifest(unpacked.content);
  }
  if (!manifest) throw refused('manifest-missing', `a package has a ${MANIFEST} at its top`);
  checkFiles(manifest, files);
  return { manifest, files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)) };
}

function refuseNested(path: string, { head }: Unpacked): void {
  const begins = head.toString('hex');
  if (archive.test(path) || magic.some((first) => begins.startsWith(first)))
    throw refused('nested-archive', 'a package holds no other archive', path);
}

/** Checks that everything in the manifest exists, and that no function is too large to run. */
function checkFiles({ functions, contents }: Manifest, files: readonly PackageFile[]): void {
  const sizes = new Map(files.map(({ path, bytes }) => [path, bytes]));
  const named = [
    ...functions.map(({ file }, i) => ({ pointer: `/${MANIFEST}/functions/${i}/file`, path: file })),
    ...Object.entries(contents).flatMap(([kind, paths]) =>
      paths.map((path, i) => ({ pointer: `/${MANIFEST}/contents/${kind}/${i}`, path })),
    ),
  ];
  const missing = named.filter(({ path }) => !sizes.has(path));
  if (missing.length > 0)
    throw refusedAt(
      'file-missing',
      missing.map(({ pointer }) => ({ pointer, message: 'the package has no such file' })),
    );
  const large = named.slice(0, functions.length).filter(({ path }) => (sizes.get(path) ?? 0) > FUNCTION_BYTES);
  if (large.length > 0)
    throw refusedAt(
      'file-too-large',
      large.map(({ pointer }) => ({ pointer, message: `a function has at most ${FUNCTION_BYTES} bytes` })),
    );
}
