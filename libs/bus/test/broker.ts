import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const binary = process.env['MESH_TEST_NATS_SERVER'] ?? 'nats-server';

/** A broker of its own with this configuration. */
export async function startBroker(config: (place: { serverVersion: string; storeDir: string }) => string) {
  const serverVersion = execFileSync(binary, ['--version'], { encoding: 'utf8' });
  const folder = await mkdtemp(join(tmpdir(), 'broker-'));
  const file = join(folder, 'nats.conf');
  await writeFile(file, config({ serverVersion, storeDir: join(folder, 'store') }));
  let port = -1;
  let child: ChildProcess;
  const start = async () => {
    child = spawn(binary, ['-c', file, '-a', '127.0.0.1', '-p', String(port)], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    for await (const chunk of child.stderr ?? []) {
      said += String(chunk);
      const at = /Listening for client connections on 127\.0\.0\.1:(\d+)/.exec(said);
      if (at) port = Number(at[1]);
      if (said.includes('Server is ready')) break;
    }
    if (port < 0) throw new Error(said);
  };
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  await start();
  return {
    get port() {
      return port;
    },
    serverVersion,
    start,
    stop,
    wipe: () => rm(join(folder, 'store'), { recursive: true, force: true }),
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
