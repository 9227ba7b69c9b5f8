import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { answers } from './answers.ts';
import { fiveNodes, INPUT, WEBHOOK } from './n8n-workflow.ts';
import { type SpawnedServer, spawnServer } from './spawn-server.ts';

const READY_WITHIN_MS = 180_000;
const JSON_BODY = { 'content-type': 'application/json' };
const run = promisify(execFile);

/** `n8n` is the folder of its package, `folder` an empty one for its files beside the database. */
export type Place = {
  readonly n8n: string;
  readonly folder: string;
  /** Free ports on loopback: for HTTP, and for its code runners. */
  readonly ports: readonly [number, number];
  readonly database: string;
};

/** `url` starts the workflow. */
type N8nServer = SpawnedServer & { readonly url: string };

/** Starts n8n with the workflow published and the result of each node saved before the next begins. Resolves when it serves. */
export async function startN8n({ n8n, folder, ports, database }: Place): Promise<N8nServer> {
  const program = join(n8n, 'bin/n8n');
  const env = environment(folder, ports, new URL(database));
  const file = join(folder, 'workflow.json');
  writeFileSync(file, JSON.stringify(fiveNodes));
  await run(process.execPath, [program, 'import:workflow', `--input=${file}`], { env });
  await run(process.execPath, [program, 'publish:workflow', `--id=${fiveNodes.id}`], { env });
  await using opened = new AsyncDisposableStack();
  const { pid } = opened.use(spawnServer(process.execPath, [program, 'start'], env));
  const url = `http://127.0.0.1:${ports[0]}/webhook/${WEBHOOK}`;
  await answers('n8n', url, READY_WITHIN_MS, { method: 'POST', headers: JSON_BODY, body: INPUT });
  const kept = opened.move();
  return { pid, url, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

function environment(folder: string, [port, runners]: Place['ports'], database: URL): NodeJS.ProcessEnv {
  return {
    ...process.env,
    N8N_USER_FOLDER: folder,
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_PORT: String(port),
    N8N_LOG_LEVEL: 'error',
    N8N_DIAGNOSTICS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    N8N_TEMPLATES_ENABLED: 'false',
    N8N_DISABLED_MODULES: 'mcp-registry', // looks for servers of its maker
    N8N_RUNNERS_BROKER_PORT: String(runners),
    DB_TYPE: 'postgresdb',
    DB_POSTGRESDB_HOST: database.hostname,
    DB_POSTGRESDB_PORT: database.port,
    DB_POSTGRESDB_USER: database.username,
    DB_POSTGRESDB_PASSWORD: database.password,
    DB_POSTGRESDB_DATABASE: database.pathname.slice(1),
    DB_POSTGRESDB_POOL_SIZE: '20',
    EXECUTIONS_DATA_SAVE_ON_PROGRESS: 'true',
  };
}
