import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { GenericContainer, Wait } from 'testcontainers';
import { NATS_IMAGE, NATS_PORTS } from './container-servers.ts';

/**
 * The nats-server of the container image, taken out into `folder`: tests break servers that are processes of this machine.
 * It must run on Linux like this one.
 */
export async function natsOfImage(folder: string): Promise<string> {
  const container = await new GenericContainer(NATS_IMAGE)
    .withExposedPorts(...NATS_PORTS)
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
