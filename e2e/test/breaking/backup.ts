import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MOST_OUTPUT = { maxBuffer: 1024 ** 2 };

/** A service that refers to another's data precedes it, as in docs/deployment.md. */
const ORDER = ['gateway', 'workflows', 'plugins', 'vectors', 'credentials'] as const;
/** Pause, so that no two databases are backed up at the same moment. */
const BETWEEN_MS = 500;

/** The data of a local mesh: its folder, and the PostgreSQL of all services but vectors, whose PGlite is in the folder. */
type Kept = { readonly meshFolder: string; readonly url: string };

/** A backup of the databases of a local mesh, made by the PostgreSQL tools in `home`. */
export class Backup {
  readonly #home: string;
  readonly #folder: string;

  constructor(home: string, folder: string) {
    this.#home = home;
    this.#folder = folder;
    mkdirSync(folder);
  }

  /** The size of all databases of a server, in MiB. */
  async size(url: string): Promise<number> {
    const sum = 'select sum(pg_database_size(oid)) from pg_database where not datistemplate';
    return Number(await this.#tool('psql', '--tuples-only', '--no-align', '--command', sum, url)) / 1_024 ** 2;
  }

  /** Backs up a running mesh. */
  async take({ meshFolder, url }: Kept): Promise<void> {
    const roles = await this.#tool('pg_dumpall', '--roles-only', '--dbname', url);
    writeFileSync(this.#file('roles'), roles);
    for (const service of ORDER) {
      if (service === 'vectors') copyFrozen(meshFolder, this.#file('pglite'));
      else await this.#tool('pg_dump', '-Fc', '-Z1', '--file', this.#file(service), databaseAt(url, service));
      await sleep(BETWEEN_MS);
    }
  }

  /** Restores into an empty server, and into a folder whose mesh has stopped. */
  async restore({ meshFolder, url }: Kept): Promise<void> {
    await this.#tool('psql', '--quiet', '--file', this.#file('roles'), url);
    for (const service of ORDER)
      if (service !== 'vectors')
        await this.#tool('pg_restore', '--exit-on-error', '--create', '--dbname', url, this.#file(service));
    const pglite = join(meshFolder, 'pglite');
    rmSync(pglite, { recursive: true });
    cpSync(this.#file('pglite'), pglite, { recursive: true });
  }

  #file(name: string): string {
    return join(this.#folder, name);
  }

  async #tool(name: string, ...args: string[]): Promise<string> {
    return (await run(join(this.#home, 'bin', name), args, MOST_OUTPUT)).stdout;
  }
}

/** Copies the files of PGlite, which has no dump, as they are at one moment. */
function copyFrozen(meshFolder: string, to: string): void {
  const { pid } = JSON.parse(readFileSync(join(meshFolder, 'processes', 'pglite'), 'utf8')) as { pid: number };
  process.kill(pid, 'SIGSTOP');
  try {
    cpSync(join(meshFolder, 'pglite'), to, { recursive: true });
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

function databaseAt(server: string, service: string): string {
  const url = new URL(server);
  url.pathname = `/mesh_${service}`;
  return url.href;
}
