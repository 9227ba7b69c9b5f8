import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { GenericContainer, Wait } from 'testcontainers';

/** Every port that the image exposes must be published: the client waits for each. */
const PORTS = [4222, 6222, 8222] as const;

/**
 * Extracts the nats-server of the container image into `folder`, since tests break servers that are local processes. It must
 * run on a Linux like this one.
 */
export async function natsOfImage(folder: string): Promise<string> {
  const container = await new GenericContainer('nats:2-alpine')
    .withExposedPorts(...PORTS)
    .withWaitStrategy(Wait.forLogMessage('Server is ready'))
    .start();
  try {
    const { output } = await container.exec(['readlink', '-f', '/usr/local/bin/nats-server']);
    const archive = await container.copyArchiveFromContainer(output.trim());
    const unpacking = spawn('tar', ['-x', '-C', folder], { stdio: ['pipe', 'ignore', 'inherit'] });
    archive.pipe(unpacking.stdin);
    const [code] = await once(unpacking, 'exit');
    if (code !== 0) throw new Error(`tar ended with ${code}`);
    return join(folder, 'nats-server');
  } finally {
    await container.stop();
  }
}
