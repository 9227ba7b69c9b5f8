import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { MeshError } from '@mesh/contracts/mesh-error';

/** Text compresses to a hundredth at best; what grows more is a bomb. */
const MOST_GROWTH = 200;
const FREE_BYTES = 64 * 1024;

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Reads and decodes an answer. Throws `egress-failed` beyond `maxBytes`, for a bomb, or for an encoding that is unknown. */
export async function readBody(
  source: Readable,
  encoding: string | undefined,
  maxBytes: number,
  onPart: (part: Buffer) => void = () => {},
): Promise<Buffer> {
  const decoder = decoderOf(encoding);
  const chunks: Buffer[] = [];
  let received = 0;
  let held = 0;
  async function* counted(parts: AsyncIterable<Buffer>) {
    for await (const part of parts) {
      received += part.length;
      if (received > maxBytes) throw failed('the answer is larger than allowed');
      yield part;
    }
  }
  async function gather(parts: AsyncIterable<Buffer>) {
    for await (const part of parts) {
      held += part.length;
      if (held > maxBytes) throw failed('the answer is larger than allowed');
      if (held > FREE_BYTES + received * MOST_GROWTH) throw failed('the answer grows too much when it is unpacked');
      chunks.push(part);
      onPart(part);
    }
  }
  if (decoder) await pipeline(source, counted, decoder, gather);
  else await pipeline(source, counted, gather);
  return Buffer.concat(chunks);
}

function decoderOf(encoding: string | undefined): Transform | undefined {
  const name = encoding?.trim().toLowerCase() ?? 'identity';
  if (name === 'identity' || name === '') return undefined;
  const make = Object.hasOwn(decoders, name) ? decoders[name] : undefined;
  if (!make) throw failed('the answer has a content encoding that is not known here');
  return make();
}

function failed(message: string): MeshError {
  return new MeshError('egress-failed', message);
}
