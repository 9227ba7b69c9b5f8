import { queueName } from '@mesh/contracts/queues';
import type { Json } from '@mesh/jq/json';
import { z } from 'zod';
import { checkedDurationMs } from '../plan/checked-duration.ts';
import { readArguments } from '../plan/read-arguments.ts';
import { standardFault } from '../workflow-fault.ts';
import type { EffectHandler } from './effect-handler.ts';

const USUAL_HEARTBEAT = { seconds: 30 };
const SHORTEST_MS = 1_000;
const LONGEST_MS = 3_600_000;
const USUAL_ATTEMPTS = 10;

const workerArguments = z.strictObject({
  queue: queueName,
  input: z.json().default({}),
  timeout: z.json().optional(),
  heartbeat: z.json().default(USUAL_HEARTBEAT),
  attempts: z.int().min(1).max(1_000).default(USUAL_ATTEMPTS),
});

/** `call: worker`: a program of the user takes the task from a queue and reports its result. */
export const callWorker: EffectHandler = async ({ outside }, about, effect, signal) => {
  if (effect.secrets && effect.secrets.length > 0)
    throw standardFault('authorization', 'a secret does not leave the mesh with a task of a queue');
  const { queue, input, timeout, heartbeat, attempts } = readArguments(workerArguments, effect.arguments);
  const heartbeatMs = checkedDurationMs(heartbeat as Json);
  if (heartbeatMs < SHORTEST_MS || heartbeatMs > LONGEST_MS)
    throw standardFault('validation', 'a heartbeat is from a second to an hour');
  const timeoutMs = timeout === undefined ? undefined : checkedDurationMs(timeout as Json);
  return outside.result(about, effect, { queue, input: input as Json, heartbeatMs, attempts, timeoutMs }, signal);
};
