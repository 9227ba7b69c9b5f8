import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { refused } from './refuse.ts';
import type { ZipEntry } from './zip-entries.ts';
import { zipFailure } from './zip-failure.ts';

export type Unpacked = {
  bytes: number;
  /** SHA-256, in hexadecimal. */
  sha256: string;
  /** Its first bytes. */
  head: Buffer;
  /** All of its bytes, if they were requested. */
  content: Buffer | undefined;
};

const HEAD_BYTES = 4;

/** Unpacks one file in bounded memory: counts, checks and hashes it as it arrives, and keeps the bytes only if `keep`. */
export async function unpackFile(
  zip: ZipFile,
  { path, entry }: ZipEntry,
  { keep }: { readonly keep: boolean },
): Promise<Unpacked> {
  const hash = createHash('sha256');
  const kept: Buffer[] = [];
  let head = Buffer.alloc(0);
  let bytes = 0;
  let sum = 0;
  try {
    for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      sum = crc32(chunk, sum);
      hash.update(chunk);
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk]).subarray(0, HEAD_BYTES);
      if (keep) kept.push(chunk);
    }
  } catch (error) {
    throw zipFailure(error, path);
  }
  check(entry, path, bytes, sum);
  return { bytes, sha256: hash.digest('hex'), head, content: keep ? Buffer.concat(kept, bytes) : undefined };
}

function check(entry: Entry, path: string, bytes: number, sum: number): void {
  if (bytes !== entry.uncompressedSize) throw refused('size-mismatch', 'a file is as long as it says', path);
  if (sum !== entry.crc32) throw refused('checksum', 'the checksum of a file is wrong', path);
}
