import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** The events of one bundle say the same over and over: the quickest level leaves a thirtieth of them. */
const params = { [constants.ZSTD_c_compressionLevel]: 1 };
/** What is shorter stays as it is: to begin with it would cost more than to carry it. */
const LEAST_BYTES = 4 * 1_024;
/** How each compressed text begins, and no JSON does. Source: RFC 8878, 3.1.1. */
const MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** The events of a bundle, a JSON array written out, as the bundle travels and is kept. */
export function pack(json: string): Buffer {
  const bytes = Buffer.from(json);
  return bytes.length < LEAST_BYTES ? bytes : zstdCompressSync(bytes, { params });
}

/** As `Content-Encoding` names it, where there is one. */
export function encodingOf(packed: Uint8Array): 'zstd' | undefined {
  return MAGIC.equals(packed.subarray(0, MAGIC.length)) ? 'zstd' : undefined;
}

/** Throws where it is broken. */
export function unpack(packed: Uint8Array): string {
  return (encodingOf(packed) ? zstdDecompressSync(packed) : Buffer.from(packed)).toString();
}
