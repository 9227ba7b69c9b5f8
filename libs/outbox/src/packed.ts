import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** The events of one bundle say the same over and over: the quickest level leaves a thirtieth of them. */
const params = { [constants.ZSTD_c_compressionLevel]: 1 };

/** As `Content-Encoding` names it. */
export const PACKED = 'zstd';

/** The events of a bundle, a JSON array written out, as the bundle travels and is kept. */
export function pack(json: string | Uint8Array): Buffer {
  return zstdCompressSync(json, { params });
}

/** Throws where `bytes` are no such thing. */
export function unpack(bytes: Uint8Array): string {
  return zstdDecompressSync(bytes).toString();
}
