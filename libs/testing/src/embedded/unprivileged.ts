import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** The user for servers that refuse to run as root. */
type Identity = { uid: number; gid: number };

/** The user `postgres` if it exists, else `nobody`. Undefined unless this process is root. */
export function unprivileged(): Identity | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return identityOf('postgres') ?? identityOf('nobody');
}

function identityOf(user: string): Identity | undefined {
  try {
    const ask = (what: string) => Number(execFileSync('id', [what, user], { stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    return undefined;
  }
}

/** Whether any user may reach `path`: a checkout below a private home is not accessible to others. */
export function openToAll(path: string): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const mode = statSync(folder, { throwIfNoEntry: false })?.mode;
    if (mode !== undefined && (mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
