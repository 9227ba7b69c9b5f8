import { refused } from './refuse.ts';

/** The place of an entry in the archive, and how many bytes may describe it after its data. */
export type Extent = { path: string; from: number; to: number; descriptor: boolean };

const descriptors = [12, 16];

/** Checks that every byte before the central directory belongs to exactly one entry. Throws `plugin-invalid`. */
export function checkLayout(extents: readonly Extent[], directoryFrom: number): void {
  let at = 0;
  let described = false;
  const end: Extent = { path: '', from: directoryFrom, to: directoryFrom, descriptor: false };
  for (const { path, from, to, descriptor } of [...extents.toSorted((a, b) => a.from - b.from), end]) {
    if (from < at) throw refused('overlap', 'two entries share bytes', path);
    const gap = from - at;
    if (gap > 0 && !(described && descriptors.includes(gap)))
      throw refused('stray-bytes', 'no byte lies outside an entry', path);
    at = to;
    described = descriptor;
  }
}
