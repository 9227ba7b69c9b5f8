import { Duplex, pipeline, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { egressFailed } from './egress-failed.ts';

type Parts = AsyncIterable<Buffer>;

/** `deflate` is told by its first byte, since many servers send it without the zlib header. */
const decoders: Readonly<Record<string, (first: number) => Transform>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  deflate: (first) => ((first & 0x0f) === 8 ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress(),
};

/** Decodes a body by its `Content-Encoding`; undefined if it has none. Fails for an unknown encoding. */
export function decoding(encoding: string | undefined): Duplex | undefined {
  const name = encoding?.trim().toLowerCase() ?? 'identity';
  return name === 'identity' || name === '' ? undefined : Duplex.from((parts: Parts) => decoded(parts, name));
}

/** An empty body decodes to nothing, as of a 204 or 304 that names an encoding all the same. */
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
  yield* pipeline(whole, decoder, () => {}); // its error is also the decoder's, which is read here
}
