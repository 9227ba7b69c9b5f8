import type { Socket } from 'node:net';

/** Interim responses except 101, which changes the protocol: `HTTP/1.1 100 Continue`, `103 Early Hints` (RFC 9110, 15.2). */
const interim = /^HTTP\/1\.1 1(?!01)\d\d/;
const FIRST = 'HTTP/1.1 100';
const END = '\r\n\r\n';
const LONGEST = 32 * 1024;

/**
 * Strips interim responses from what undici reads. It would close the connection at a `100 Continue`, though a server may send
 * one unasked. One request is in flight at a time, so what follows a write is the beginning of a response.
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
