/** Resolves when what `write` has written has left, or `signal` aborts: how a client that is behind sets the pace. */
export async function untilLeft(signal: AbortSignal, write: (left: () => void) => void): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  signal.addEventListener('abort', done, { once: true });
  write(done);
  await promise;
  signal.removeEventListener('abort', done);
}
