import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { services } from '@mesh/contracts/operation';
import { freePort } from '@mesh/testing/embedded/free-port';
import type { Guard } from '@mesh/testing/guard';
import { isReady } from '@mesh/testing/is-ready';
import { programOf } from '../services/bundle-services.ts';
import { type KeptService, keepService } from '../services/keep-service.ts';
import { type Surroundings, serviceEnvironment } from '../services/service-environment.ts';

const LOOK_MS = 100;

/** All five services, each started again whenever it exits. */
export class StartedServices implements AsyncDisposable {
  readonly #kept: readonly KeptService[];
  readonly #starts: ReadonlyMap<string, number>;

  private constructor(kept: readonly KeptService[], starts: ReadonlyMap<string, number>) {
    this.#kept = kept;
    this.#starts = starts;
  }

  static async start(
    folder: string,
    surroundings: Omit<Surroundings, 'urlsOf' | 'gatewayUrl'>,
    guard: Guard,
  ): Promise<StartedServices> {
    const ports = new Map<string, number>();
    for (const service of services) ports.set(service, await freePort());
    const urlOf = (service: string) => `http://127.0.0.1:${ports.get(service)}`;
    const whole = { ...surroundings, urlsOf: (service: string) => [urlOf(service)], gatewayUrl: urlOf('gateway') };
    const starts = new Map<string, number>();
    const kept = services.map((name) => {
      const port = ports.get(name) ?? 0;
      return keepService({
        name,
        program: programOf(name),
        port,
        env: serviceEnvironment(name, port, process.env, whole),
        logFile: join(folder, `${name}.log`),
        onStart(pid) {
          guard.watch({ pid });
          starts.set(name, (starts.get(name) ?? 0) + 1);
        },
      });
    });
    return new StartedServices(kept, starts);
  }

  /** How often services have been restarted, by name. */
  get restarts(): Record<string, number> {
    return Object.fromEntries([...this.#starts].map(([name, starts]) => [name, starts - 1]));
  }

  /** Resolves once all of them are ready. After `ms`, throws the names of those that are not. */
  async ready(ms: number): Promise<void> {
    for (const until = performance.now() + ms; ; await sleep(LOOK_MS)) {
      const answers = await Promise.all(this.#kept.map(({ url }) => isReady(url)));
      if (answers.every(Boolean)) return;
      if (performance.now() > until) throw new Error(`not ready: ${services.filter((_, place) => !answers[place])}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#kept.map((service) => service[Symbol.asyncDispose]()));
  }
}
