import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';

const PROGRAMS = ['initdb', 'postgres', 'pg_dump', 'pg_dumpall', 'pg_restore', 'psql'];

/**
 * The folder with the `bin` of the newest PostgreSQL installed from Debian's packages with all its tools, which the npm one
 * lacks; undefined if there is none.
 */
export function installedPostgres(): string | undefined {
  const homes = globSync('/usr/lib/postgresql/*');
  const isWhole = (home: string) => PROGRAMS.every((program) => existsSync(join(home, 'bin', program)));
  return homes
    .filter(isWhole)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .at(-1);
}
