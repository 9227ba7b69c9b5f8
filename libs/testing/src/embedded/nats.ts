import { connect as dial } from 'node:net';
import { type Child, startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { findTool, type Tool } from './tool.ts';

export type EmbeddedNats = Child & { readonly url: string; readonly port: number };

/**
 * A NATS server with JetStream on loopback, its streams in `folder`. With `configFile` the users and permissions are those
 * of the file; its address and store are these all the same.
 */
export async function startNats({
  folder,
  logFile,
  port,
  configFile,
  tool,
}: {
  folder: string;
  logFile: string;
  port?: number | undefined;
  configFile?: string | undefined;
  tool?: Tool | undefined;
}): Promise<EmbeddedNats> {
  const { command, env } = tool ?? (await findTool('nats-server'));
  const at = port ?? (await freePort());
  const config = configFile ? ['-c', configFile] : [];
  const child = await startChild({
    name: 'NATS',
    command,
    args: [...config, '-a', '127.0.0.1', '-p', String(at), '-js', '-sd', folder],
    logFile,
    options: { env },
    ready: () => greets(at, 'INFO '),
  });
  return { ...child, url: `nats://127.0.0.1:${at}`, port: at };
}

/** The server speaks first and says `INFO`. */
function greets(port: number, greeting: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = dial(port, '127.0.0.1');
    socket.setTimeout(1_000, () => socket.destroy(new Error('the server is silent')));
    socket.once('data', (data) => {
      socket.destroy();
      if (data.toString().startsWith(greeting)) resolve();
      else reject(new Error('another server answers'));
    });
    socket.once('error', reject);
  });
}
