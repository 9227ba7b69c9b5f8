import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
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

export type CredentialsRoom = AsyncDisposable & { readonly bus: Bus; readonly pid: number };

/** One process of credentials with a PostgreSQL that waits for its disk, a broker, and the gateway's place on the bus. */
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
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    REVEALS_PER_MINUTE: '999999999',
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'info',
  };
  const main = fileURLToPath(import.meta.resolve('@mesh/credentials/main'));
  const service = spawn(process.execPath, [...process.execArgv, main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  opened.defer(async () => {
    service.kill('SIGTERM');
    if (service.exitCode === null) await once(service, 'exit');
  });
  let said = '';
  for await (const text of service.stdout) {
    said += text;
    if (said.includes('"started"')) break;
  }
  service.stdout.resume();
  const own = { signingKey: keys.signingKeys.gateway, publicKeys: keys.publicKeys };
  const about = { version: 'bench', commit: 'bench' };
  const bus = opened.use(await connectBus({ url: nats.url, name: 'gateway', log: silent, about, ...own }));
  const kept = opened.move();
  return { bus, pid: service.pid ?? 0, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
