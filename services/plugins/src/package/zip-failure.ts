import { MeshError } from '@mesh/contracts/mesh-error';
import type { Refusal } from '@mesh/contracts/plugin-shapes';
import { refused } from './refuse.ts';

/** Error messages of the archive reader and of zlib, and our reasons for them. */
const known: readonly [RegExp, Refusal][] = [
  [/zip64/i, 'zip64'],
  [/comment length/i, 'stray-bytes'],
  [/encryption|encrypted/i, 'encrypted'],
  [/bytes in the stream|size mismatch/i, 'size-mismatch'],
  [/overflows file bounds/i, 'overlap'],
  [/local file header signature|extra field/i, 'header-mismatch'],
  [/invalid (stored|block|distance|literal|code|bit)|unexpected end|incorrect|need dictionary/i, 'compression'],
];

/** The refusal of an archive that cannot be read. */
export function zipFailure(error: unknown, path?: string): MeshError {
  if (error instanceof MeshError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const reason = known.find(([pattern]) => pattern.test(message))?.[1] ?? 'not-a-zip';
  return refused(reason, 'the archive is damaged, or none', path);
}
