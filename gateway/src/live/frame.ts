import { formatCursor } from './cursor.ts';
import type { Passing } from './passing.ts';
import type { Item } from './topic.ts';

/** A comment line, so that no proxy takes silence for a dead connection. */
export const heartbeat = ':\n\n';

export function frameOf(epoch: number, item: Item): string {
  const type = item.type.replace(/[\r\n]/g, ' '); // a line break would begin another field
  return `id: ${formatCursor({ epoch, seq: item.seq })}\nevent: ${type}\ndata: ${item.json}\n\n`;
}

/** Without an id, so that the client's cursor stays where it is. */
export function passingFrame({ type, json }: Passing): string {
  return `event: ${type}\ndata: ${json}\n\n`;
}

/**
 * Tells the client that its cursor is not of this sequence: here is a snapshot, and the sequence follows from its beginning.
 */
export function resetFrame(epoch: number, snapshot: Record<string, unknown>): string {
  const id = formatCursor({ epoch, seq: 0 });
  return `id: ${id}\nevent: stream.reset\ndata: ${JSON.stringify({ epoch, seq: 0, ...snapshot })}\n\n`;
}

/** The client's reconnection delay, random from `from` to `to` ms, so that not all come at once. */
export function retryFrame(from: number, to: number): string {
  return `retry: ${Math.round(from + Math.random() * (to - from))}\n\n`;
}
