import { join } from 'node:path';
import type { Service } from '@mesh/contracts/operation';
import { LocalFile, type LocalMesh } from './local-file.ts';
import type { Scene } from './scene.ts';
import { openServers } from './servers/open-servers.ts';
import { programOf } from './services/bundle-services.ts';
import { type KeptService, keepService } from './services/keep-service.ts';
import { apiKeyOf, ownVariables, serviceEnvironment } from './services/service-environment.ts';
import { type Process, processesOf, urlAt } from './services/service-processes.ts';
import { startServices } from './services/start-services.ts';
import { openTraceSink } from './traces/trace-sink.ts';

/** Starts servers and services, in order, into `scene.opened`. Resolves when all are ready. */
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
  const processes = await processesOf(env, port);
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
  let isReady = false; // whoever waits for the file then finds a mesh that answers
  const start = ({ name, service, port: at }: Process): KeptService => {
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
  await startServices(scene, processes, start);
  isReady = true;
  localFile.write(mesh);
  return mesh;
}
