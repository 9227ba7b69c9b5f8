import type { Socket } from 'node:net';

/** Interim answers but 101, which changes the protocol: `HTTP/1.1 100 Continue`, `103 Early Hints` (RFC 9110, 15.2). */
const interim = /^HTTP\/1\.1 1(?!01)\d\d/;
const FIRST = 'HTTP/1.1 100';
const END = '\r\n\r\n';
const LONGEST = 32 * 1024;

/**
 * Takes interim answers out of what undici reads from a socket. It ends the connection for a `100 Continue`, though a server may
 * send one to whoever expects none. One question is under way at a time, so what comes behind what was written begins an answer.
 */
export function skipInterim(socket: Socket): void {
  const read = socket.read.bind(socket);
  const write = socket.write.bind(socket) as (...given: unknown[]) => boolean;
  let isBegun = false;
  let held: Buffer = Buffer.alloc(0);
  socket.write = (...given: unknown[]) => {
    isBegun = false;
    return write(...given);
  };
  socket.read = (size) => {
    const part: Buffer | null = read(size);
    if (part === null || isBegun) return part;
    const left = behindInterim(held.length > 0 ? Buffer.concat([held, part]) : part);
    isBegun = left.length > LONGEST || !isPartOfInterim(left);
    held = isBegun ? Buffer.alloc(0) : left;
    return isBegun ? left : null;
  };
}

function behindInterim(bytes: Buffer): Buffer {
  let left = bytes;
  while (interim.test(statusOf(left))) {
    const end = left.indexOf(END);
    if (end < 0) break;
    left = left.subarray(end + END.length);
  }
  return left;
}

function isPartOfInterim(bytes: Buffer): boolean {
  const status = statusOf(bytes);
  return interim.test(status + FIRST.slice(status.length));
}

function statusOf(bytes: Buffer): string {
  return bytes.toString('latin1', 0, FIRST.length);
}
