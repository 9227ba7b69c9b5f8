import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bus } from '@mesh/bus/bus';
import { connectBus } from '@mesh/bus/connect';
import { generatePrincipalKeys } from '@mesh/bus/principal-keys';
import { services } from '@mesh/contracts/operation';
import { silent } from '@mesh/runtime/log';
import { startNats } from '@mesh/testing/embedded/nats';
import { startPostgres } from '@mesh/testing/embedded/postgres';
import { temporaryFolder } from '@mesh/testing/temporary-folder';

/** A process of credentials. Disposing lets it end its work; `kill` does not. */
export type Replica = AsyncDisposable & { readonly pid: number; kill(): Promise<void> };
type CredentialsRoom = AsyncDisposable & {
  readonly bus: Bus;
  /**
   * Starts a process with these root keys and arguments for node. It ends with the room at the latest. Resolves when it answers.
   */
  start(rootKeys: string, args?: readonly string[]): Promise<Replica>;
};

/** A PostgreSQL with synchronous commits, a broker, and a bus connection as the gateway. */
export async function openCredentialsRoom(): Promise<CredentialsRoom> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(temporaryFolder('bench-credentials')).path;
  const at = (name: string) => ({ folder: join(folder, name), logFile: join(folder, `${name}.log`) });
  const postgres = opened.use(await startPostgres({ ...at('postgres'), password: 'bench' }));
  const nats = opened.use(await startNats(at('nats')));
  const keys = generatePrincipalKeys(services);
  const env = {
    DATABASE_URL: postgres.url,
    NATS_URL: nats.url,
    PRINCIPAL_SIGNING_KEY: keys.signingKeys.credentials,
    PRINCIPAL_PUBLIC_KEYS: keys.publicKeys,
    REVEALS_PER_MINUTE: '999999999',
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'info',
  };
  const own = { signingKey: keys.signingKeys.gateway, publicKeys: keys.publicKeys };
  const about = { version: 'bench', commit: 'bench' };
  const bus = opened.use(await connectBus({ url: nats.url, name: 'gateway', log: silent, about, ...own }));
  const kept = opened.move();
  return {
    bus,
    start: async (rootKeys, args = []) => kept.use(await startReplica({ ...env, ENCRYPTION_KEY: rootKeys }, args)),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function startReplica(env: NodeJS.ProcessEnv, args: readonly string[]): Promise<Replica> {
  const main = fileURLToPath(import.meta.resolve('@mesh/credentials/main'));
  const service = spawn(process.execPath, [...process.execArgv, ...args, main], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const text of service.stdout) {
    said += text;
    if (said.includes('"started"')) break;
  }
  service.stdout.resume();
  return {
    pid: service.pid ?? 0,
    kill: () => end(service, 'SIGKILL'),
    [Symbol.asyncDispose]: () => end(service, 'SIGTERM'),
  };
}

async function end(service: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (service.exitCode !== null || service.signalCode !== null) return;
  const gone = once(service, 'exit');
  service.kill(signal);
  await gone;
}
