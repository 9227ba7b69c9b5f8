import { availableParallelism } from 'node:os';
import { step } from '../progress.ts';
import type { Scene } from '../scene.ts';
import { together } from '../together.ts';
import type { KeptService } from './keep-service.ts';
import type { Process } from './service-processes.ts';

const READY_WITHIN_MS = 90_000;

/**
 * Starts the services into `scene.opened`, as many at a time as there are cores: all at once, each would be ready only as late as
 * the last. Resolves when all are ready.
 */
export async function startServices(
  { opened, ledger, signal }: Scene,
  processes: readonly Process[],
  start: (process: Process) => KeptService,
): Promise<void> {
  const kept = new Map<string, KeptService>();
  opened.defer(async () => {
    await kept.get('gateway')?.[Symbol.asyncDispose](); // no new work arrives while the others drain
    await Promise.all([...kept.values()].map((service) => service[Symbol.asyncDispose]()));
    for (const name of kept.keys()) ledger.remove(name);
  });
  const waiting = [...processes];
  const startNext = async (): Promise<void> => {
    const next = waiting.shift();
    if (!next) return;
    const service = start(next);
    kept.set(next.name, service);
    await step(
      next.name,
      () => service.ready(AbortSignal.any([signal, AbortSignal.timeout(READY_WITHIN_MS)])),
      () => `ready, ${service.url}`,
    );
    await startNext();
  };
  await together(Array.from({ length: availableParallelism() }, startNext));
}
