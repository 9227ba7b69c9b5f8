import { pipeline as joined, Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { decoding } from './decoding.ts';
import { egressFailed } from './egress-failed.ts';

/** Text compresses to a hundredth at best; what expands more is a decompression bomb. */
const MOST_GROWTH = 200;
const FREE_BYTES = 64 * 1024;
/** How long an answer may take to end once enough of it has arrived. */
const END_MS = 100;

export type Reading = {
  /** Limit of the body, before decoding, after it, and after the transforms. */
  readonly maxBytes: number;
  readonly through?: readonly Transform[] | undefined;
  readonly onPart?: ((part: Buffer) => void) | undefined;
  readonly enough?: AbortSignal | undefined;
};

/** Reads and decodes an answer. Throws `egress-failed` beyond `maxBytes`, for a decompression bomb or an unknown encoding. */
export async function readBody(
  source: Readable,
  encoding: string | undefined,
  { maxBytes, through = [], onPart, enough }: Reading,
): Promise<Buffer> {
  const decoded = decoding(encoding);
  const chunks: Buffer[] = [];
  let received = 0;
  const most = (bytes: number) => {
    if (bytes > maxBytes) throw egressFailed('the answer is larger than allowed');
  };
  const taken = counting((bytes) => {
    received = bytes;
    most(bytes);
  });
  const unpacked = counting((bytes) => {
    most(bytes);
    if (bytes > FREE_BYTES + received * MOST_GROWTH)
      throw egressFailed('the answer grows too much when it is unpacked');
  });
  const gathered = counting((bytes, part) => {
    most(bytes);
    chunks.push(part);
    onPart?.(part);
  });
  const settled = () => {}; // errors also reach the stream that is read below
  const clear = decoded ? joined(source, taken, decoded, unpacked, settled) : joined(source, taken, settled);
  await pipeline([enough ? Readable.from(upTo(clear, enough)) : clear, ...through, gathered.resume()]);
  return Buffer.concat(chunks);
}

/**
 * Yields parts until there is enough. The end, which may be on its way, gets a moment, so that the connection can be reused;
 * what arrives meanwhile is dropped, and errors are ignored.
 */
async function* upTo(parts: Readable, enough: AbortSignal): AsyncIterable<Buffer> {
  let timer: NodeJS.Timeout | undefined;
  const leave = () => {
    timer = setTimeout(() => parts.destroy(), END_MS);
  };
  if (enough.aborted) leave();
  enough.addEventListener('abort', leave, { once: true });
  try {
    for await (const part of parts) if (!enough.aborted) yield part;
  } catch (error) {
    if (!enough.aborted) throw error;
  } finally {
    clearTimeout(timer);
    enough.removeEventListener('abort', leave);
  }
}

/** Passes bytes on and reports their number; if `look` throws, the stream ends with that. */
function counting(look: (bytes: number, part: Buffer) => void): Transform {
  let bytes = 0;
  return new Transform({
    transform(part: Buffer, _, done) {
      try {
        bytes += part.length;
        look(bytes, part);
        done(null, part);
      } catch (error) {
        done(error as Error);
      }
    },
  });
}
