import type { Child } from '@mesh/testing/embedded/child';
import { expect, test } from 'vitest';
import { keepServer } from './keep-server.ts';

/** A server that can be ended from outside. */
function server(pid: number): Child & { end(): void } {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  return { pid, ended, end, kill: () => end(), [Symbol.asyncDispose]: async () => end() };
}

test('a server that ends is started where it was, also where that does not succeed at once', async () => {
  const servers = [server(1), server(2)];
  const told: string[] = [];
  const isBack = Promise.withResolvers<void>();
  const before: (number | undefined)[] = [];
  const starting = [servers[0], undefined, servers[1]];
  await using kept = await keepServer<Child>({
    start: async (child) => {
      before.push(child?.pid);
      const next = starting.shift();
      if (!next) throw new Error('the port is taken');
      return next;
    },
    onStart: ({ pid }) => {
      told.push(`process ${pid}`);
      if (pid === 2) isBack.resolve();
    },
    onAway: (reason) => told.push(reason),
  });
  expect(kept.first.pid).toBe(1);
  servers[0]?.end();
  await isBack.promise;
  expect(before).toEqual([undefined, 1, 1]);
  expect(told).toEqual(['process 1', 'has ended and is started again', 'the port is taken', 'process 2']);
});
