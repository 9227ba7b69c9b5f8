import { connect as dial } from 'node:net';
import { type Child, startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { findTool, type Tool } from './tool.ts';

export type EmbeddedRedis = Child & { readonly url: string; readonly port: number };

/** Redis on loopback, on a free port unless told. It keeps nothing on disk: everything in it can be made again. */
export async function startRedis({
  folder,
  logFile,
  port: asked,
  tool,
}: {
  folder: string;
  logFile: string;
  port?: number;
  tool?: Tool;
}): Promise<EmbeddedRedis> {
  const { command, env } = tool ?? (await findTool('redis-server'));
  const port = asked ?? (await freePort());
  const child = await startChild({
    name: 'Redis',
    command,
    args: ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', '', '--appendonly', 'no'],
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
