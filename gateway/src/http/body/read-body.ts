import type { IncomingMessage } from 'node:http';
import { MeshError } from '@mesh/contracts/mesh-error';

const WITHIN_MS = 30_000;

/** Reads a whole body. Throws `payload-too-large` or `request-timeout`. */
export function readBytes(stream: IncomingMessage, maxBytes: number, withinMs = WITHIN_MS): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  const take = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) reject(tooLarge(maxBytes));
    else chunks.push(chunk);
  };
  const end = () => {
    const [first] = chunks;
    resolve(first && chunks.length === 1 ? first : Buffer.concat(chunks, bytes));
  };
  const timer = setTimeout(
    () => reject(new MeshError('request-timeout', `the body did not arrive within ${withinMs / 1_000} s`)),
    withinMs,
  );
  if (Number(stream.headers['content-length'] ?? 0) > maxBytes) reject(tooLarge(maxBytes));
  else stream.on('data', take).once('end', end).once('error', reject);
  return promise.finally(() => {
    clearTimeout(timer);
    stream.off('data', take).off('end', end).off('error', reject);
  });
}

/** The refusal of a body of more than `maxBytes`. */
export function tooLarge(maxBytes: number): MeshError {
  return new MeshError('payload-too-large', `the body exceeds ${maxBytes} bytes`, { extra: { limitBytes: maxBytes } });
}
