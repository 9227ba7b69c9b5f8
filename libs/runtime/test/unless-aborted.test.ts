import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { unlessAborted } from '../src/unless-aborted.ts';

const unending = new Promise<never>(() => {});

test('work that ends in time gives what it gives, and leaves nothing with the signal', async () => {
  const { signal } = new AbortController();
  await expect(unlessAborted(Promise.resolve('done'), signal)).resolves.toBe('done');
  await expect(unlessAborted(Promise.reject(new Error('failed')), signal)).rejects.toThrow('failed');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('an abort is not waited past, and its reason is what is thrown', async () => {
  const stop = new AbortController();
  const late = unlessAborted(unending, stop.signal);
  stop.abort(new Error('over'));
  await expect(late).rejects.toThrow('over');
  await expect(unlessAborted(unending, stop.signal), 'before it is asked').rejects.toThrow('over');
  await expect(unlessAborted(Promise.resolve('done'), stop.signal), 'though it is done').rejects.toThrow('over');
});
