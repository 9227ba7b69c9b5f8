import { refused } from './refuse.ts';

const DEEPEST = 10;
const LONGEST = 256;
const UTF8 = 0x800;
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * The path of an entry, which must be relative and valid on every system. That of a folder ends with `/`. Throws
 * `plugin-invalid`.
 */
export function entryPath(name: Buffer, flags: number): string {
  const path = decoded(name, flags);
  const refuse = (message: string) => refused('name-unsafe', message, path);
  if (path === '' || path.length > LONGEST) throw refuse(`a path has 1 to ${LONGEST} characters`);
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(path)) throw refuse('a path holds no control or invisible characters');
  if (/[\\:*?"<>|]/.test(path)) throw refuse('a path holds none of \\ : * ? " < > |');
  const parts = (path.endsWith('/') ? path.slice(0, -1) : path).split('/');
  for (const part of parts) {
    if (part === '') throw refuse('a path is relative, without empty parts');
    if (part === '.' || part === '..') throw refuse('a path goes down only');
    if (/[. ]$/.test(part) || part.startsWith(' '))
      throw refuse('no part of a path begins with a space or ends with a dot or a space');
    if (reserved.test(part)) throw refuse('a path names no device');
  }
  if (parts.length > DEEPEST) throw refused('too-deep', `folders nest at most ${DEEPEST} deep`, path);
  return path;
}

/** Two paths with the same key are the same file on some system. */
export function pathKey(path: string): string {
  return path.replace(/\/$/, '').normalize('NFKC').toLowerCase();
}

function decoded(name: Buffer, flags: number): string {
  const isAscii = name.every((byte) => byte < 0x80);
  if (!isAscii && (flags & UTF8) === 0)
    throw refused('name-encoding', 'names beyond ASCII are UTF-8 and say so', name.toString('latin1'));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
  } catch {
    throw refused('name-encoding', 'a name is no UTF-8', name.toString('latin1'));
  }
}
