import { Duplex, pipeline, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { egressFailed } from './egress-failed.ts';

type Parts = AsyncIterable<Buffer>;

/** By the first byte: many a server calls `deflate` what has no header of zlib. */
const decoders: Readonly<Record<string, (first: number) => Transform>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  deflate: (first) => ((first & 0x0f) === 8 ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress(),
};

/** What decodes a body as its header says; undefined where it stands in the clear. It fails for an encoding that is unknown. */
export function decoding(encoding: string | undefined): Duplex | undefined {
  const name = encoding?.trim().toLowerCase() ?? 'identity';
  return name === 'identity' || name === '' ? undefined : Duplex.from((parts: Parts) => decoded(parts, name));
}

/** No bytes at all, as of a 204 or a 304 that tells an encoding all the same, are none when they are decoded. */
async function* decoded(parts: Parts, encoding: string): Parts {
  const left = parts[Symbol.asyncIterator]();
  const { value: first, done } = await left.next();
  if (done) return;
  const make = Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined;
  if (!make) throw egressFailed('the answer has a content encoding that is not known here');
  const decoder = make(first[0] ?? 0);
  const whole = async function* () {
    yield first;
    yield* { [Symbol.asyncIterator]: () => left };
  };
  yield* pipeline(whole, decoder, () => {}); // its error is that of the decoder, which is read here
}
