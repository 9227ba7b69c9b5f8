import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '@mesh/sdk/connect';
import { worker } from '@mesh/sdk/worker';
import { natsAccess, overNats } from '@mesh/sdk/worker/over-nats';
import { connect as connectNats } from '@nats-io/transport-node';

/**
 * Works on a queue, over NATS if the broker accepts keys. Each task takes as many seconds as its input says; prints when it
 * begins.
 */
const [url = '', apiKey = '', queue = '', broker = ''] = process.argv.slice(2);
const work = async ({ attempt, key, input }: { attempt: number; key: string; input: unknown }) => {
  console.log(JSON.stringify({ pid: process.pid, attempt, key }));
  await sleep((input as { seconds: number }).seconds * 1_000);
  return { by: attempt };
};
const queues = broker
  ? overNats(await connectNats({ servers: broker, ...natsAccess(apiKey) }), apiKey)
  : connect({ url, apiKey });
await worker(queues, queue, work);
