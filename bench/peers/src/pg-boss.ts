import { PgBoss } from 'pg-boss';
import type { Engine } from '../../src/peers/engine.ts';
import { Chains, type Link } from './chain.ts';

const POOL = 20;
const BATCH = 50;
const WORKERS = 2;
const QUEUE = 'five-tasks';

/** A chain of jobs. PostgreSQL wakes the workers, which take waiting jobs in batches and add their successors in one call. */
export async function open({ database }: { database: string }): Promise<Engine> {
  const boss = new PgBoss({ connectionString: database, max: POOL, useListenNotify: true });
  boss.on('error', (error) => console.error(error));
  await boss.start();
  await boss.createQueue(QUEUE, { notify: true });
  const chains = new Chains();
  const options = { batchSize: BATCH, localConcurrency: WORKERS, burstWhenBatchFull: true };
  await boss.work<Link>(QUEUE, options, async (jobs) => {
    const next = jobs.flatMap(({ data }) => chains.follow(data) ?? []);
    if (next.length > 0)
      await boss.insert(
        QUEUE,
        next.map((data) => ({ data })),
      );
  });
  return {
    pids: [process.pid],
    run: () => chains.run((data) => boss.send(QUEUE, data)),
    [Symbol.asyncDispose]: () => boss.stop({ graceful: false }),
  };
}
