import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

/**
 * Pipes a request's body into `target`. A failing target does not destroy the request, whose sender still gets an answer; the
 * rest of the body is read and dropped.
 */
export async function pour(source: Readable, target: Writable): Promise<void> {
  const broken = (error: Error) => target.destroy(error);
  const closed = () => {
    if (!source.readableEnded) target.destroy(new Error('the sender has gone'));
  };
  source.once('error', broken).once('close', closed).pipe(target);
  try {
    await finished(target, { readable: false });
  } finally {
    source.unpipe(target).off('error', broken).off('close', closed);
    source.on('error', () => {}).resume();
  }
}
