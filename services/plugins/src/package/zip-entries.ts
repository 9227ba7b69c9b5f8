import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { checkEntry, checkHeader, hasDescriptor } from './check-entry.ts';
import { checkLayout, type Extent } from './check-layout.ts';
import { entryPath, pathKey } from './entry-path.ts';
import { refused } from './refuse.ts';
import { zipFailure } from './zip-failure.ts';

const MOST_FILES = 500;
const MOST_ENTRIES = 1_000;
const MOST_UNPACKED = 50 * 1024 * 1024;
const MOST_RATIO = 100;
const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const LOCATOR = 0x07064b50;

export type ZipEntry = { path: string; entry: Entry };
type Zip = { zip: ZipFile; files: ZipEntry[] };

/** The entries of an archive with a valid directory. Unpacks nothing. Throws `plugin-invalid`. */
export async function zipEntries(bytes: Buffer): Promise<Zip> {
  try {
    const zip = await fromBufferPromise(bytes, { decodeStrings: false });
    if (zip.entryCount > MOST_ENTRIES) throw refused('too-many-entries', `a package has at most ${MOST_FILES} files`);
    const endFrom = bytes.length - END_BYTES - zip.comment.length;
    if (endFrom >= LOCATOR_BYTES && bytes.readUInt32LE(endFrom - LOCATOR_BYTES) === LOCATOR)
      throw refused('zip64', 'a package needs no ZIP64');
    const directoryFrom = cursorOf(zip);
    const entries = await listed(zip);
    if (cursorOf(zip) !== endFrom) throw refused('stray-bytes', 'the directory is as long as its end says');
    checkLayout(await extentsOf(zip, entries), directoryFrom);
    checkSizes(entries);
    return { zip, files: entries.filter(({ path }) => !path.endsWith('/')) };
  } catch (error) {
    throw zipFailure(error);
  }
}

async function listed(zip: ZipFile): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  const keys = new Map<string, boolean>();
  for await (const entry of zip.eachEntry()) {
    const path = entryPath(entry.fileNameRaw, entry.generalPurposeBitFlag);
    checkEntry(entry, path);
    const key = pathKey(path);
    if (keys.has(key)) throw refused('duplicate', 'two paths are the same, or differ in case alone', path);
    keys.set(key, path.endsWith('/'));
    entries.push({ path, entry });
  }
  for (const { path } of entries) {
    const folders = pathKey(path).split('/').slice(0, -1);
    if (folders.some((_, i) => keys.get(folders.slice(0, i + 1).join('/')) === false))
      throw refused('duplicate', 'a path is a file and a folder', path);
  }
  return entries;
}

async function extentsOf(zip: ZipFile, entries: readonly ZipEntry[]): Promise<Extent[]> {
  const extents: Extent[] = [];
  for (const { path, entry } of entries) {
    const header = await zip.readLocalFileHeaderPromise(entry);
    checkHeader(entry, header, path);
    const to = header.fileDataStart + entry.compressedSize;
    extents.push({ path, from: entry.relativeOffsetOfLocalHeader, to, descriptor: hasDescriptor(entry) });
  }
  return extents;
}

function checkSizes(entries: readonly ZipEntry[]): void {
  if (entries.filter(({ path }) => !path.endsWith('/')).length > MOST_FILES)
    throw refused('too-many-entries', `a package has at most ${MOST_FILES} files`);
  const unpacked = entries.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
  if (unpacked > MOST_UNPACKED)
    throw refused('too-large-unpacked', `a package unpacks to at most ${MOST_UNPACKED} bytes`);
  const tight = entries.find(({ entry }) => entry.uncompressedSize > MOST_RATIO * Math.max(entry.compressedSize, 1));
  if (tight) throw refused('ratio', `nothing is packed tighter than ${MOST_RATIO} to 1`, tight.path);
}

/** Where the next entry of the directory begins; its declared type is `boolean` by mistake. */
function cursorOf(zip: ZipFile): number {
  return zip.readEntryCursor as unknown as number;
}
