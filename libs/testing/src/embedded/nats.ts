import { connect as dial } from 'node:net';
import { type Child, startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { findTool, type Tool } from './tool.ts';

export type EmbeddedNats = Child & { readonly url: string; readonly port: number };

/**
 * A NATS server with JetStream on loopback, with its streams in `folder`. A `configFile` names its own store; its address is
 * still set here.
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
  const store = configFile ? ['-c', configFile] : ['-js', '-sd', folder]; // 2.9 refuses a store that is given twice
  const child = await startChild({
    name: 'NATS',
    command,
    args: [...store, '-a', '127.0.0.1', '-p', String(at)],
    logFile,
    options: { env },
    ready: () => greets(at, 'INFO '),
  });
  return { ...child, url: `nats://127.0.0.1:${at}`, port: at };
}

/** The server speaks first, with `INFO`. */
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
