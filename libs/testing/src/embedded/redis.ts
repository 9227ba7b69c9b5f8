import { connect as dial } from 'node:net';
import { type Child, startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { findTool, type Tool } from './tool.ts';

export type EmbeddedRedis = Child & { readonly url: string; readonly port: number };

/** For peers that store data in Redis only: each write is on disk before it is acknowledged. */
const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always'];

/**
 * Redis on loopback, on a free port by default. Not persistent unless `durable`, since the mesh can rebuild what it has there.
 */
export async function startRedis({
  folder,
  logFile,
  port: asked,
  tool,
  durable = false,
}: {
  folder: string;
  logFile: string;
  port?: number | undefined;
  tool?: Tool;
  durable?: boolean;
}): Promise<EmbeddedRedis> {
  const { command, env } = tool ?? (await findTool('redis-server'));
  const port = asked ?? (await freePort());
  const kept = durable ? DURABLE : ['--appendonly', 'no'];
  const child = await startChild({
    name: 'Redis',
    command,
    args: ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', '', ...kept],
    logFile,
    options: { env },
    ready: () => ping(port),
  });
  return { ...child, url: `redis://127.0.0.1:${port}`, port };
}

function ping(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = dial(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.setTimeout(1_000, () => socket.destroy(new Error('the server is silent')));
    socket.once('data', (data) => {
      socket.destroy();
      if (data.toString().startsWith('+PONG')) resolve();
      else reject(new Error('another server answers'));
    });
    socket.once('error', reject);
  });
}
