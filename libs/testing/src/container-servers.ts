import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';

const PASSWORD = 'mesh';

export type Started = AsyncDisposable & { readonly url: string };

export function postgresContainer(): Promise<Started> {
  const container = new GenericContainer('pgvector/pgvector:pg18')
    .withEnvironment({ POSTGRES_USER: 'mesh', POSTGRES_PASSWORD: PASSWORD })
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'max_connections=200'])
    .withExposedPorts(5432)
    .withWaitStrategy(Wait.forListeningPorts());
  return started(container, 5432, (at) => `postgres://mesh:${PASSWORD}@${at}/postgres`);
}

export function natsContainer(): Promise<Started> {
  const container = new GenericContainer('nats:2-alpine').withCommand(['-js']).withExposedPorts(4222);
  return started(container.withWaitStrategy(Wait.forListeningPorts()), 4222, (at) => `nats://${at}`);
}

export function redisContainer(): Promise<Started> {
  const container = new GenericContainer('redis:8-alpine').withExposedPorts(6379);
  return started(container.withWaitStrategy(Wait.forListeningPorts()), 6379, (at) => `redis://${at}`);
}

async function started(container: GenericContainer, port: number, urlOf: (at: string) => string): Promise<Started> {
  const running: StartedTestContainer = await container.start();
  return {
    url: urlOf(`${running.getHost()}:${running.getMappedPort(port)}`),
    [Symbol.asyncDispose]: async () => void (await running.stop()),
  };
}
