import { newId } from '@mesh/contracts/id';
import { expect, test } from 'vitest';
import { Outside } from '../../src/outside/outside.ts';

type Needs = ConstructorParameters<typeof Outside>[0];

test('a task that is over while it is looked at for the first time fails by itself, and takes no process along', async () => {
  const looked = Promise.withResolvers<void>();
  const looking = Promise.withResolvers<never[]>();
  const db = {
    inWorkspace: async () => undefined,
    asSystem: () => {
      looked.resolve();
      return looking.promise;
    },
  } as unknown as Needs['db'];
  using outside = new Outside({ db, worker: () => ({ engineNow: undefined }) as ReturnType<Needs['worker']> });
  const about = { id: newId('exe'), workspaceId: newId('ws') } as Parameters<Outside['result']>[0];
  const effect = { key: 'key', pointer: '/do/0/resize', frame: 1 } as Parameters<Outside['result']>[1];
  const asked = { queue: 'images', input: null, heartbeatMs: 1_000, attempts: 1, timeoutMs: undefined };
  const over = new AbortController();
  const result = outside.result(about, effect, asked, over.signal);
  await looked.promise;
  over.abort(new Error('cancelled'));
  await new Promise((resolve) => setImmediate(resolve)); // a rejection that nobody has heard by now ends the process
  looking.resolve([]);
  await expect(result).rejects.toThrow('cancelled');
});
