/**
 * Ends of names that never lead to the public internet: RFC 6761, 6762 and 8375, what ICANN keeps for private networks, and
 * with it what clouds call their insides (`metadata.google.internal`, `*.railway.internal`).
 */
const closed = ['localhost', 'localdomain', 'local', 'internal', 'home.arpa'];

/** Says whether a name leads inside, whatever addresses it has. `host` is as URLs write it. */
export function isClosedName(host: string): boolean {
  const name = host.replace(/\.+$/, '');
  return closed.some((end) => name === end || name.endsWith(`.${end}`));
}
