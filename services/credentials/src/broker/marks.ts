import { BROKER_BYTES } from '@mesh/contracts/credential-use';
import { MeshError } from '@mesh/contracts/mesh-error';
import { byteText } from './byte-text.ts';

/** Limit of inserted characters: a short placeholder may occur often, and a secret may be long. */
const MOST_CHARACTERS = BROKER_BYTES;

/** Placeholders for values in one call. Throws `unprocessable` if the call would become too large. */
export class Marks {
  readonly #values: readonly (readonly [mark: string, value: string])[];
  #put = 0;

  constructor(values: readonly (readonly [mark: string, value: string])[]) {
    this.#values = values;
  }

  inText(text: string, encode = (value: string) => value): string {
    return this.#values.reduce((left, [mark, value]) => this.#replaced(left, mark, encode(value)), text);
  }

  /** Bytes outside of placeholders stay as they are. */
  inBytes(bytes: Uint8Array): Uint8Array {
    if (this.#values.length === 0) return bytes;
    const text = Buffer.from(bytes).toString('latin1');
    const put = (left: string, [mark, value]: readonly [string, string]) =>
      this.#replaced(left, byteText(mark), byteText(value));
    return Buffer.from(this.#values.reduce(put, text), 'latin1');
  }

  #replaced(text: string, mark: string, value: string): string {
    // A body of 10 MiB may consist of millions of short texts, and splitting one costs much more than seeing that it has no
    // placeholder.
    if (text.length < mark.length || !text.includes(mark)) return text;
    const pieces = text.split(mark);
    this.#put += (pieces.length - 1) * value.length;
    if (this.#put > MOST_CHARACTERS)
      throw new MeshError('unprocessable', 'the secret would stand too often in the call');
    return pieces.join(value);
  }
}
