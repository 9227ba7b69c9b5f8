import { randomBytes } from 'node:crypto';
import { GenericContainer, Wait, type WaitStrategy } from 'testcontainers';
import { removeContainer } from './container-engine.ts';
import type { Guard } from './guard.ts';

const PASSWORD = 'mesh';
export const NATS_IMAGE = 'nats:2-alpine';
/** All that the image exposes must be published: the client waits for every one of them. */
export const NATS_PORTS = [4222, 6222, 8222] as const;

export type Started = AsyncDisposable & { readonly url: string };

export function postgresContainer(guard: Guard): Promise<Started> {
  const container = new GenericContainer('pgvector/pgvector:pg18')
    .withEnvironment({ POSTGRES_USER: 'mesh', POSTGRES_PASSWORD: PASSWORD })
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'max_connections=200']);
  return started(container, [5432], guard, (at) => `postgres://mesh:${PASSWORD}@${at}/postgres`);
}

export function natsContainer(guard: Guard): Promise<Started> {
  const container = new GenericContainer(NATS_IMAGE).withCommand(['-js']);
  return started(container, [...NATS_PORTS], guard, (at) => `nats://${at}`, Wait.forLogMessage('Server is ready'));
}

export function redisContainer(guard: Guard): Promise<Started> {
  return started(new GenericContainer('redis:8-alpine'), [6379], guard, (at) => `redis://${at}`);
}

async function started(
  container: GenericContainer,
  ports: [number, ...number[]],
  guard: Guard,
  urlOf: (at: string) => string,
  wait: WaitStrategy = Wait.forListeningPorts(),
): Promise<Started> {
  const name = `mesh-test-${randomBytes(6).toString('hex')}`;
  guard.watch({ container: name });
  const [port] = ports;
  try {
    const running = await container
      .withName(name)
      .withExposedPorts(...ports)
      .withWaitStrategy(wait)
      .start();
    return {
      url: urlOf(`${running.getHost()}:${running.getMappedPort(port)}`),
      [Symbol.asyncDispose]: () => removeContainer(name),
    };
  } catch (error) {
    await removeContainer(name);
    throw error;
  }
}
