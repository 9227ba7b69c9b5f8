import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Service, services } from '@mesh/contracts/operation';
import { freePort } from '@mesh/testing/embedded/free-port';
import { bundleServices, programOf } from './bundle-services.ts';
import { type KeptService, keepService } from './keep-service.ts';
import { LocalFile, type LocalMesh } from './local-file.ts';
import { openBuckets } from './open-buckets.ts';
import { openDatabases } from './open-databases.ts';
import { openNats } from './open-nats.ts';
import { openRedis } from './open-redis.ts';
import { step } from './progress.ts';
import type { Scene } from './scene.ts';
import { apiKeyOf, ownVariables, serviceEnvironment } from './service-environment.ts';
import { openTraceSink } from './trace-sink.ts';

const READY_WITHIN_MS = 90_000;

type Named = { readonly name: string; readonly service: Service };
type Placed = Named & { readonly port: number };

/** One process of each service, and of workflows as many as WORKFLOWS_PROCESSES says. */
function processesOf(env: NodeJS.ProcessEnv): Named[] {
  const more = Array.from({ length: Number(env['WORKFLOWS_PROCESSES'] || 1) - 1 }, (_, place): Named => {
    return { name: `workflows-${place + 2}`, service: 'workflows' };
  });
  return [...services.map((service) => ({ name: service, service })), ...more];
}

const urlAt = (port: number) => `http://127.0.0.1:${port}`;

/** Brings servers and services up, in order, into `scene.opened`. Resolves when all are ready. */
export async function runMesh(scene: Scene, port: number): Promise<LocalMesh> {
  const { env, folders, secrets, ledger, opened, signal } = scene;
  const { databases, nats, redisUrl, buckets } = await openServers(scene);
  const tracesUrl = env['OTEL_EXPORTER_OTLP_ENDPOINT'] ? undefined : opened.use(await openTraceSink()).url;

  const localFile = opened.use(new LocalFile(folders.mesh));
  const mesh: LocalMesh = {
    url: urlAt(port),
    apiKey: apiKeyOf(env, secrets),
    workspaceId: env['DEFAULT_WORKSPACE_ID'] || secrets.workspaceId,
    natsUrl: nats.url,
    redisUrl,
    tracesUrl,
    services: {},
  };
  const processes = await Promise.all(
    processesOf(env).map(async (one): Promise<Placed> => {
      return { ...one, port: one.service === 'gateway' ? port : await freePort() };
    }),
  );
  const surroundings = {
    databases,
    urlsOf: (service: Service) => processes.filter((one) => one.service === service).map((one) => urlAt(one.port)),
    natsUrlOf: nats.urlOf,
    redisUrl,
    buckets,
    tracesUrl,
    gatewayUrl: mesh.url,
    secrets,
  };
  signal.throwIfAborted();
  let isReady = false; // whoever waits for the file finds a mesh that answers
  const start = async ({ name, service, port: at }: Placed): Promise<KeptService> => {
    const program = programOf(service);
    return keepService({
      name,
      program,
      port: at,
      env: {
        NODE_COMPILE_CACHE: join(folders.mesh, 'compiled'),
        ...serviceEnvironment(service, at, env, surroundings),
        ...ownVariables(name, env),
      },
      logFile: join(folders.logs, `${name}.log`),
      onStart(pid) {
        mesh.services[name] = { url: urlAt(at), pid };
        ledger.enter(name, { pid, program, signal: 'SIGTERM' });
        if (isReady) localFile.write(mesh);
      },
    });
  };

  const kept = new Map<string, KeptService>();
  opened.defer(async () => {
    await kept.get('gateway')?.[Symbol.asyncDispose](); // no new work arrives while the others drain
    await Promise.all([...kept.values()].map((service) => service[Symbol.asyncDispose]()));
    for (const name of kept.keys()) ledger.remove(name);
  });
  // As many at a time as there are cores: started all at once, each would be ready as late as the last.
  const waiting = [...processes];
  const startNext = async (): Promise<void> => {
    const next = waiting.shift();
    if (!next) return;
    const service = await start(next);
    kept.set(next.name, service);
    await step(
      next.name,
      () => service.ready(AbortSignal.any([signal, AbortSignal.timeout(READY_WITHIN_MS)])),
      () => `ready, ${service.url}`,
    );
    await startNext();
  };
  await together(Array.from({ length: availableParallelism() }, startNext));
  isReady = true;
  localFile.write(mesh);
  return mesh;
}

/** Side by side, for the slowest of them takes half of the time. */
async function openServers(scene: Scene) {
  const brokers = async () => ({ nats: await openNats(scene), redisUrl: await openRedis(scene) }); // one package manager
  const bundling = step(
    'programs',
    () => bundleServices(scene.signal),
    () => 'bundled',
  );
  const opening = [openDatabases(scene), brokers(), openBuckets(scene), bundling] as const;
  const [databases, { nats, redisUrl }, buckets] = await together(opening);
  return { databases, nats, redisUrl, buckets };
}

/** All of it. What fails waits for the others, so that whatever they open is closed. */
async function together<const T extends readonly Promise<unknown>[]>(work: T) {
  await Promise.allSettled(work);
  return await Promise.all(work);
}
