import type { Socket } from 'node:net';

/** Others that are kept may be given up by then as well. */
const MOST_REPEATS = 2;
/** Errors of connections on which something had been answered before. */
const ofKept = new WeakSet<Error>();

export function watchKept(socket: Socket): void {
  socket.prependListener('error', (error) => {
    if (socket.bytesRead > 0) ofKept.add(error);
  });
}

/**
 * Asks, and again where a kept connection ended without an answer: the other side may have given it up at the moment in which
 * the question was sent, and most likely has not seen that.
 */
export async function pastKept<T>(ask: () => Promise<T>, isRepeatable: boolean): Promise<T> {
  for (let left = isRepeatable ? MOST_REPEATS : 0; ; left--) {
    try {
      return await ask();
    } catch (error) {
      if (left === 0 || !isOfKept(error)) throw error;
    }
  }
}

/** A reset is an error of its socket; a plain end is one of undici's, which tells how much had come. */
function isOfKept(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { socket } = error as { socket?: { bytesRead?: number } };
  return ofKept.has(error) || (socket?.bytesRead ?? 0) > 0;
}
