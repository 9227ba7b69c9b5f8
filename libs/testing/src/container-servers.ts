import { randomBytes } from 'node:crypto';
import { GenericContainer, Wait } from 'testcontainers';
import { removeContainer } from './container-engine.ts';
import type { Guard } from './guard.ts';

const PASSWORD = 'mesh';

export type Started = AsyncDisposable & { readonly url: string };

export function postgresContainer(guard: Guard): Promise<Started> {
  const container = new GenericContainer('pgvector/pgvector:pg18')
    .withEnvironment({ POSTGRES_USER: 'mesh', POSTGRES_PASSWORD: PASSWORD })
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'max_connections=200']);
  return started(container, [5432], guard, (at) => `postgres://mesh:${PASSWORD}@${at}/postgres`);
}

export function redisContainer(guard: Guard): Promise<Started> {
  return started(new GenericContainer('redis:8-alpine'), [6379], guard, (at) => `redis://${at}`);
}

async function started(
  container: GenericContainer,
  ports: [number, ...number[]],
  guard: Guard,
  urlOf: (at: string) => string,
): Promise<Started> {
  const name = `mesh-test-${randomBytes(6).toString('hex')}`;
  guard.watch({ container: name });
  const [port] = ports;
  try {
    const running = await container
      .withName(name)
      .withExposedPorts(...ports)
      .withWaitStrategy(Wait.forListeningPorts())
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
