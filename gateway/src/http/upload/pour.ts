import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

/**
 * Pours a request's body into `target`. A target that fails does not destroy the request, whose sender still gets an
 * answer; what follows is read and thrown away.
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
