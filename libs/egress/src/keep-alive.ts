import type { Socket } from 'node:net';

/** More than one, since the other side may have closed several idle connections. */
const MOST_REPEATS = 2;
/** Errors of connections that had carried an answer before. */
const ofReused = new WeakSet<Error>();

/** Marks the errors of this socket once it has carried an answer. */
export function watchKeepAlive(socket: Socket): void {
  socket.prependListener('error', (error) => {
    if (socket.bytesRead > 0) ofReused.add(error);
  });
}

/**
 * Makes a request, and again where a reused connection ended without an answer: the other side may have closed it just as the
 * request was sent, and then most likely has not seen it.
 */
export async function retryStale<T>(request: () => Promise<T>, isRepeatable: boolean): Promise<T> {
  for (let left = isRepeatable ? MOST_REPEATS : 0; ; left--) {
    try {
      return await request();
    } catch (error) {
      if (left === 0 || !isOfReused(error)) throw error;
    }
  }
}

/** A reset is an error of the socket; a plain end is one of undici's, which tells how much had been read. */
function isOfReused(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { socket } = error as { socket?: { bytesRead?: number } };
  return ofReused.has(error) || (socket?.bytesRead ?? 0) > 0;
}
