/** Above what it stands in, a repository of protos is hardly deeper. */
const MOST_LEVELS = 12;

/**
 * The addresses at which the import of a proto may be, in the order in which they are tried: beside the importing file, and in each
 * folder above it, since a proto names what it imports from a root that nothing tells.
 */
export function importAddresses(name: string, importing: string): string[] {
  let folder = new URL('.', importing);
  if (!URL.canParse(name, folder.href)) return [];
  const found = new Set<string>();
  for (let level = 0; level < MOST_LEVELS; level++) {
    found.add(new URL(name, folder).href);
    folder = new URL('..', folder);
  }
  return [...found];
}
