import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import type { Engine } from '../../src/peers/engine.ts';
import { Chains, type Link } from './chain.ts';

const CONCURRENCY = 50;
const POOL = 20;
const TASK = 'five-tasks';

const logger = new Logger(() => (level, message) => {
  if (level === 'error') console.error(message);
});

/** A chain of jobs, taken and completed in batches. */
export async function open({ database }: { database: string }): Promise<Engine> {
  const chains = new Chains();
  const shared = { connectionString: database, maxPoolSize: POOL, logger };
  const utilities = await makeWorkerUtils(shared);
  await utilities.migrate();
  const runner = await run({
    ...shared,
    concurrency: CONCURRENCY,
    noHandleSignals: true,
    preset: { worker: { localQueue: { size: CONCURRENCY + 1 }, completeJobBatchDelay: 0 } },
    taskList: {
      [TASK]: async (job, { addJob }) => {
        const next = chains.follow(job as Link);
        if (next) await addJob(TASK, next);
      },
    },
  });
  return {
    pids: [process.pid],
    run: () => chains.run((first) => utilities.addJob(TASK, first)),
    async [Symbol.asyncDispose]() {
      await runner.stop();
      await utilities.release();
    },
  };
}
