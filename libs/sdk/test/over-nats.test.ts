import { formatApiKey, newApiKey } from '@mesh/contracts/api-key';
import { newId } from '@mesh/contracts/id';
import { expect, test } from 'vitest';
import { type NatsConnection, overNats } from '../src/worker/over-nats.ts';
import { worker } from '../src/worker.ts';

const key = formatApiKey(newApiKey());
const task = {
  id: newId('tsk'),
  queue: 'resize',
  attempt: 1,
  key: 'k',
  input: {},
  executionId: newId('exe'),
  task: '/do/0/resize',
  heartbeatMs: 60_000,
  leaseUntil: '2026-01-01T00:00:00.000Z',
};

test('a result that no message holds fails its task, and is not said for ever', async () => {
  const stop = new AbortController();
  const told: unknown[] = [];
  const request: NatsConnection['request'] = async (subject, payload) => {
    const verb = subject.split('.').at(-2);
    if (verb === 'complete')
      throw Object.assign(new Error('max_payload size exceeded'), { name: 'InvalidArgumentError' });
    if (verb === 'fail') {
      told.push(JSON.parse(payload));
      stop.abort();
    }
    return { data: new TextEncoder().encode(JSON.stringify(verb === 'take' ? { tasks: [task] } : {})) };
  };
  await worker(overNats({ request }, key), 'resize', () => 'x', { signal: stop.signal });
  const error = { status: 500, detail: 'this is more than a message over NATS holds' };
  expect(told).toEqual([{ taskId: task.id, attempt: 1, error, retry: false }]);
});
