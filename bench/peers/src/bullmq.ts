import { Queue, Worker } from 'bullmq';
import type { Engine } from '../../src/peers/engine.ts';
import { Chains, type Link } from './chain.ts';

const CONCURRENCY = 50;
const QUEUE = 'five-tasks';

/** A chain of jobs on a Redis that syncs each write to disk. */
export async function open({ redis }: { redis: string }): Promise<Engine> {
  const connection = { url: redis };
  const chains = new Chains();
  const queue = new Queue<Link>(QUEUE, { connection, defaultJobOptions: { removeOnComplete: true } });
  const worker = new Worker<Link>(
    QUEUE,
    async ({ data }) => {
      const next = chains.follow(data);
      if (next) await queue.add('step', next);
    },
    { connection, concurrency: CONCURRENCY },
  );
  worker.on('error', (error) => console.error(error));
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
  return {
    pids: [process.pid],
    run: () => chains.run((first) => queue.add('step', first)),
    async [Symbol.asyncDispose]() {
      await worker.close();
      await queue.close();
    },
  };
}
