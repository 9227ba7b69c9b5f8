import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { natsConfig } from '@mesh/bus/nats-config';
import type { Service } from '@mesh/contracts/operation';
import { freePort } from '@mesh/testing/embedded/free-port';
import { startNats } from '@mesh/testing/embedded/nats';
import { findTool } from '@mesh/testing/embedded/tool';
import { step } from '../progress.ts';
import { logOf, own, type Scene, say } from '../scene.ts';
import { assertTcp } from './reachable.ts';

/**
 * Returns a URL for each service, with a user that has only its permissions; on a server from the environment, all have the user
 * there.
 */
export async function openNats(scene: Scene): Promise<{ url: string; urlOf: (service: Service) => string }> {
  const { env, folders, secrets } = scene;
  const given = env['NATS_URL'];
  const port = await step(
    'NATS',
    async () => {
      if (given)
        return void (await Promise.all(given.split(',').map((url) => assertTcp('NATS_URL', url.trim(), 4222))));
      const tool = await findTool('nats-server', { folder: folders.tools, say });
      const [at, page] = [await freePort(), await freePort()];
      const store = join(folders.mesh, 'nats');
      const configFile = join(folders.mesh, 'nats.conf');
      const serverVersion = execFileSync(tool.command, ['--version'], { encoding: 'utf8', env: tool.env }).trim();
      const { natsPasswords: passwords, postgresPassword: password } = secrets;
      const operator = { user: 'operator', password };
      const config = natsConfig({
        serverVersion,
        listen: `127.0.0.1:${at}`,
        monitor: `127.0.0.1:${page}`,
        storeDir: store,
        passwords,
        operator,
        subscribers: true,
      });
      writeFileSync(configFile, config, { mode: 0o600 });
      const starting = { folder: store, logFile: logOf(scene, 'nats'), port: at, configFile, tool };
      const ask = (signal: AbortSignal) => streamsOf(page, signal);
      return (await own(scene, 'nats', 'nats-server', () => startNats(starting), { ask })).port;
    },
    (at) => (at ? `nats-server with JetStream, port ${at}` : 'as NATS_URL names it'),
  );
  if (given) return { url: given, urlOf: () => given };
  const urlFor = (user: string, password: string) => `nats://${user}:${password}@127.0.0.1:${port}`;
  return {
    url: urlFor('operator', secrets.postgresPassword),
    urlOf: (service) => urlFor(service, secrets.natsPasswords[service]),
  };
}

/**
 * Up to 2.9, a stream whose disk was full may hold its lock for ever, and block every client; only a restart of the server helps.
 */
async function streamsOf(page: number, signal: AbortSignal): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${page}/jsz?accounts=true&streams=true`, { signal });
  await answer.arrayBuffer();
}
