import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { services } from '@mesh/contracts/operation';
import { ensureBucket } from '@mesh/objects/open';
import type { Child } from '@mesh/testing/embedded/child';
import { freePort } from '@mesh/testing/embedded/free-port';
import { startNats } from '@mesh/testing/embedded/nats';
import { startPglite } from '@mesh/testing/embedded/pglite';
import { startPostgres } from '@mesh/testing/embedded/postgres';
import { startRedis } from '@mesh/testing/embedded/redis';
import { s3Keys, startS3 } from '@mesh/testing/embedded/s3';
import type { Guard } from '@mesh/testing/guard';
import type { Secrets } from '../../src/secrets.ts';
import { ensureDatabases } from '../servers/databases.ts';
import { BUCKET, objectVariables } from '../servers/open-buckets.ts';
import type { Surroundings } from '../services/service-environment.ts';

const password = 'mesh';
const kinds = ['postgres', 'pglite', 'nats', 'redis', 's3'] as const;
export type Kind = (typeof kinds)[number];
type Where = { readonly folder: string; readonly logFile: string; readonly port: number };

const starts = {
  postgres: (where: Where) => startPostgres({ ...where, password }),
  pglite: startPglite,
  nats: startNats,
  redis: startRedis,
  s3: startS3,
} as const satisfies Record<Kind, (where: Where) => Promise<Child>>;

/** Servers that start one by one, each at its own address, and end together, which resets their data. */
export class Servers implements AsyncDisposable {
  readonly #folder: string;
  readonly #ports: Readonly<Record<Kind, number>>;
  readonly #guard: Guard;
  readonly #running: Child[] = [];

  private constructor(folder: string, ports: Readonly<Record<Kind, number>>, guard: Guard) {
    this.#folder = folder;
    this.#guard = guard;
    this.#ports = ports;
  }

  /** None of them runs. There are databases and a bucket, all empty. */
  static async prepare(
    folder: string,
    secrets: Secrets,
    guard: Guard,
  ): Promise<{ servers: Servers } & Pick<Surroundings, 'databases' | 'natsUrlOf' | 'redisUrl' | 'buckets'>> {
    const ports = {} as Record<Kind, number>;
    for (const kind of kinds) ports[kind] = await freePort();
    const servers = new Servers(folder, ports, guard);
    const { url } = await servers.start('postgres');
    const withoutVectors = services.filter((service) => service !== 'vectors');
    const made = await ensureDatabases(url, withoutVectors, secrets);
    const pglite = await servers.start('pglite');
    const { endpoint } = await servers.start('s3');
    await ensureBucket({ ...s3Keys, endpoint, bucket: BUCKET });
    await servers.#end();
    execFileSync('cp', ['-a', servers.#at('now'), servers.#at('first')]);
    return {
      servers,
      databases: { ...made, vectors: { url: pglite.url, singleSession: true } },
      natsUrlOf: () => `nats://127.0.0.1:${ports.nats}`,
      redisUrl: `redis://127.0.0.1:${ports.redis}`,
      buckets: { objects: objectVariables(endpoint), audit: {} },
    };
  }

  /** Resolves once it serves. */
  async start<K extends Kind>(kind: K): Promise<Awaited<ReturnType<(typeof starts)[K]>>> {
    const folder = join(this.#at('now'), kind);
    mkdirSync(folder, { recursive: true });
    const start = starts[kind] as (where: Where) => ReturnType<(typeof starts)[K]>;
    const server = await start({ folder, logFile: join(this.#folder, `${kind}.log`), port: this.#ports[kind] });
    this.#guard.watch({ pid: server.pid });
    this.#running.push(server);
    return server;
  }

  async #end(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((server) => server[Symbol.asyncDispose]()));
  }

  async endAll(): Promise<void> {
    await this.#end();
    rmSync(this.#at('now'), { recursive: true });
    execFileSync('cp', ['-a', this.#at('first'), this.#at('now')]);
  }

  #at(when: 'first' | 'now'): string {
    return join(this.#folder, when);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#end();
  }
}
