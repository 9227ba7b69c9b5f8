import { BROKER_BYTES } from '@mesh/contracts/credential-use';
import { MeshError } from '@mesh/contracts/mesh-error';
import { byteText } from './byte-text.ts';

/** A short mark may stand often, and a secret be long: no more than this is put in. */
const MOST_CHARACTERS = BROKER_BYTES;

/** Texts that stand for values in one call. Throws `unprocessable` where it would become too large. */
export class Marks {
  readonly #values: readonly (readonly [mark: string, value: string])[];
  #put = 0;

  constructor(values: readonly (readonly [mark: string, value: string])[]) {
    this.#values = values;
  }

  inText(text: string, encode = (value: string) => value): string {
    return this.#values.reduce((left, [mark, value]) => this.#replaced(left, mark, encode(value)), text);
  }

  /** Each byte that is of no mark stays as it is. */
  inBytes(bytes: Uint8Array): Uint8Array {
    if (this.#values.length === 0) return bytes;
    const text = Buffer.from(bytes).toString('latin1');
    const put = (left: string, [mark, value]: readonly [string, string]) =>
      this.#replaced(left, byteText(mark), byteText(value));
    return Buffer.from(this.#values.reduce(put, text), 'latin1');
  }

  #replaced(text: string, mark: string, value: string): string {
    // A body of ten MiB may be of millions of short texts, and to take one apart costs much more than to see that it has no mark.
    if (text.length < mark.length || !text.includes(mark)) return text;
    const pieces = text.split(mark);
    this.#put += (pieces.length - 1) * value.length;
    if (this.#put > MOST_CHARACTERS)
      throw new MeshError('unprocessable', 'the secret would stand too often in the call');
    return pieces.join(value);
  }
}
