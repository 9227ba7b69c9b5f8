import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type ErrorShape, MeshError } from '@mesh/contracts/mesh-error';
import type { CheckedDocument, ContentType } from './read-document.ts';
import { refuse } from './refusal.ts';

/** From so many characters on, reading takes long enough to hold up the executions of this process. */
export const LARGE = 128 * 1_024;
const MOST_MEMORY_MB = 1_536;
const MOST_MS = 45_000;

/** A document as it is sent. */
export type Sent = { readonly text: string; readonly contentType: ContentType };
export type Answered = { readonly read: CheckedDocument } | { readonly refused: ErrorShape };

/** Reads large documents in a thread of their own, one at a time, so that many of them take no more than one core. */
export function apartReader(): (sent: Sent, signal: AbortSignal) => Promise<CheckedDocument> {
  let before: Promise<unknown> = Promise.resolve();
  return (sent, signal) => {
    const mine = before.then(() => readInThread(sent, signal));
    before = mine.catch(() => {});
    return mine;
  };
}

async function readInThread(sent: Sent, signal: AbortSignal): Promise<CheckedDocument> {
  signal.throwIfAborted();
  const thread = new Worker(new URL('./read-apart-thread.ts', import.meta.url), {
    workerData: sent,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
  });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(MOST_MS)]);
  try {
    const [answer] = (await once(thread, 'message', { signal: limit })) as [Answered];
    if ('refused' in answer) throw MeshError.fromShape(answer.refused);
    return answer.read;
  } catch (error) {
    if (!isExhausted(error) && !(limit.aborted && !signal.aborted)) throw error;
    return refuse([{ pointer: '', message: 'the document takes too much time or memory to read: split it' }]);
  } finally {
    await thread.terminate();
  }
}

function isExhausted(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
