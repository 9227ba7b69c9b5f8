import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** Events of one bundle are so alike that the fastest level already shrinks them to a thirtieth. */
const params = { [constants.ZSTD_c_compressionLevel]: 1 };
/** Shorter texts stay as they are: compressing would cost more than sending them. */
const LEAST_BYTES = 4 * 1_024;
/** Magic number of zstd, with which no JSON begins. Source: RFC 8878, 3.1.1. */
const MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** Packs the events of a bundle, a JSON array as text, for transport and storage. */
export function pack(json: string): Buffer {
  const bytes = Buffer.from(json);
  return bytes.length < LEAST_BYTES ? bytes : zstdCompressSync(bytes, { params });
}

/** The `Content-Encoding` of packed events, if they are compressed. */
export function encodingOf(packed: Uint8Array): 'zstd' | undefined {
  return MAGIC.equals(packed.subarray(0, MAGIC.length)) ? 'zstd' : undefined;
}

/** Throws if it is corrupt. */
export function unpack(packed: Uint8Array): string {
  return (encodingOf(packed) ? zstdDecompressSync(packed) : Buffer.from(packed)).toString();
}
