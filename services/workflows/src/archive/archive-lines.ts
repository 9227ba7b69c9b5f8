import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Objects } from '@mesh/objects/objects';

/** A larger execution stays in the database, since it could not be read back. */
export const MOST_BYTES = 256 * 1024 * 1024;
const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Packs an object of the archive: one line per execution. */
export function packed(lines: readonly string[]): Promise<Buffer> {
  return pack(lines.join('\n'));
}

export async function readLines(objects: Pick<Objects, 'get'>, object: string): Promise<string[]> {
  const bytes = await objects.get(object, { maxBytes: MOST_BYTES });
  return (await unpack(bytes, { maxOutputLength: MOST_BYTES })).toString().split('\n');
}

export function isLineOf(line: string, executionId: string): boolean {
  return line.startsWith(`{"execution":{"id":"${executionId}"`);
}
