import type { Child } from '@mesh/testing/embedded/child';
import { expect, test } from 'vitest';
import { endSilent } from './end-silent.ts';

const everyMs = 5;

function server(): Child & { killed: NodeJS.Signals[] } {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const killed: NodeJS.Signals[] = [];
  const kill = (signal: NodeJS.Signals) => {
    killed.push(signal);
    end();
  };
  return { pid: 1, ended, killed, kill, [Symbol.asyncDispose]: async () => end() };
}

/** Answers or stays silent as told, and after that stays silent. */
function answering(answers: readonly boolean[]) {
  const left = [...answers];
  const ask = async (signal: AbortSignal) => {
    if (left.shift()) return;
    await new Promise((_, reject) => signal.addEventListener('abort', reject, { once: true }));
  };
  return { ask, left };
}

test('a server that answers nothing three times in a row is killed', async () => {
  const silent = server();
  const { ask, left } = answering([true, false, false, true, false, true]);
  expect(await endSilent(silent, { ask, everyMs })).toBe(true);
  expect(silent.killed).toEqual(['SIGKILL']);
  expect(left).toEqual([]);
});

test('one that ends by itself is let go', async () => {
  const ending = server();
  const watched = endSilent(ending, { ask: async () => ending[Symbol.asyncDispose](), everyMs });
  expect(await watched).toBe(false);
  expect(ending.killed).toEqual([]);
});
