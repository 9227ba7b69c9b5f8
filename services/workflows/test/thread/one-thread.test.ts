import { expect, test } from 'vitest';
import { oneThread } from '../../src/thread/one-thread.ts';

const script = new URL(
  `data:text/javascript,${encodeURIComponent("import { parentPort, workerData } from 'node:worker_threads'; parentPort.postMessage(workerData);")}`,
);

test('a workspace waits for one thread of another at a time, however much that has for them', async () => {
  const runInThread = oneThread();
  const { signal } = new AbortController();
  const done: unknown[] = [];
  const all = ['a1', 'a2', 'a3', 'b1'].map((sent) =>
    runInThread(script, sent, { workspaceId: sent.slice(0, 1), signal }).then((answer) => done.push(answer)),
  );
  await Promise.all(all);
  expect(done).toEqual(['a1', 'a2', 'b1', 'a3']);
});

test('what nobody waits for any more is not begun, and keeps nobody from the next', async () => {
  const runInThread = oneThread();
  const stopped = AbortSignal.abort(new Error('told to stop'));
  const first = runInThread(script, 'first', { workspaceId: 'a', signal: stopped });
  const next = runInThread(script, 'next', { workspaceId: 'a', signal: new AbortController().signal });
  await expect(first).rejects.toThrow('told to stop');
  expect(await next).toBe('next');
});

test('no more wait than may', async () => {
  const runInThread = oneThread();
  const stop = new AbortController();
  const all = Array.from({ length: 70 }, () => runInThread(script, 'one', { workspaceId: 'a', signal: stop.signal }));
  const ended = Promise.allSettled(all);
  await expect(all.at(-1)).rejects.toMatchObject({ code: 'unavailable' });
  stop.abort();
  await ended;
});
