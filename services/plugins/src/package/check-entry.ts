import type { Entry, LocalFileHeader } from 'yauzl';
import { refused } from './refuse.ts';

const ENCRYPTED = 0x1;
const DESCRIPTOR = 0x8;
const STORED = 0;
const DEFLATED = 8;
const ZIP64 = 0xffffffff;
const TYPE = 0o170000;
const FILE = 0o100000;
const FOLDER = 0o040000;
/** Extra fields that can turn an entry into a link (PKWARE UNIX, ASi UNIX), or give it another name or size. */
const extras = { 13: 'not-a-file', 30062: 'not-a-file', 28789: 'name-encoding', 1: 'zip64' } as const;

export function hasDescriptor({ generalPurposeBitFlag }: Pick<Entry, 'generalPurposeBitFlag'>): boolean {
  return (generalPurposeBitFlag & DESCRIPTOR) !== 0;
}

/** Throws for an entry that a package may not have, judging by the central directory. */
export function checkEntry(entry: Entry, path: string): void {
  const { compressionMethod, compressedSize, uncompressedSize, relativeOffsetOfLocalHeader, extraFields } = entry;
  if ((entry.generalPurposeBitFlag & ENCRYPTED) !== 0) throw refused('encrypted', 'nothing is encrypted', path);
  for (const { id } of extraFields) {
    const reason = extras[id as keyof typeof extras];
    if (reason) throw refused(reason, 'an entry has no second name, size or target', path);
  }
  if ([compressedSize, uncompressedSize, relativeOffsetOfLocalHeader].includes(ZIP64))
    throw refused('zip64', 'a package needs no ZIP64', path);
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED)
    throw refused('compression', 'files are stored or deflated', path);
  const type = (entry.externalFileAttributes >>> 16) & TYPE;
  const isFolder = path.endsWith('/');
  if (type !== 0 && type !== (isFolder ? FOLDER : FILE))
    throw refused('not-a-file', 'a package holds plain files and folders alone', path);
  if (isFolder && uncompressedSize !== 0) throw refused('size-mismatch', 'a folder has no content', path);
}

/** Throws for an entry whose own header differs from the central directory. */
export function checkHeader(entry: Entry, header: LocalFileHeader, path: string): void {
  const sizes = [header.crc32, header.compressedSize, header.uncompressedSize];
  const expected = [entry.crc32, entry.compressedSize, entry.uncompressedSize];
  const isSame = sizes.every((size, i) => size === expected[i]);
  const isLeftOpen = hasDescriptor(entry) && sizes.every((size) => size === 0);
  if (
    !header.fileName.equals(entry.fileNameRaw) ||
    header.generalPurposeBitFlag !== entry.generalPurposeBitFlag ||
    header.compressionMethod !== entry.compressionMethod ||
    !(isSame || isLeftOpen)
  )
    throw refused('header-mismatch', 'the two headers of an entry say the same', path);
}
