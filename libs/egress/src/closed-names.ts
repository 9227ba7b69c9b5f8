/**
 * Suffixes of names that never lead to the public internet: RFC 6761, 6762 and 8375, and what ICANN reserves for private
 * networks, including the internal names of clouds (`metadata.google.internal`, `*.railway.internal`).
 */
const closed = ['localhost', 'localdomain', 'local', 'internal', 'home.arpa'];

/** Whether a name is internal, whatever addresses it has. `host` is as URLs write it. */
export function isClosedName(host: string): boolean {
  const name = host.replace(/\.+$/, '');
  return closed.some((end) => name === end || name.endsWith(`.${end}`));
}
