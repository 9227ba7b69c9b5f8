/** Most folders above a proto in which its imports are searched; repositories of protos are hardly deeper. */
const MOST_LEVELS = 12;

/**
 * The addresses where an import of a proto may be, in the order in which they are tried: beside the importing file, then in each
 * folder above it, since a proto names its imports from a root that is not declared.
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
