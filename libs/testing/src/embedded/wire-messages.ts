const STARTUP_VERSION = 196_608;
const SSL_REQUEST = 80_877_103;
const CANCEL_REQUEST = 80_877_102;
const GSS_REQUEST = 80_877_104;

export type WireMessage = { kind: 'ssl' | 'cancel' | 'startup' | 'message'; bytes: Buffer };

/** Cuts the bytes of one PostgreSQL client into messages, however they arrive. */
export class WireMessages {
  #bytes: Buffer = Buffer.alloc(0);
  #started = false;

  *push(bytes: Buffer): Generator<WireMessage> {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (let length = this.#length(); length > 0 && this.#bytes.length >= length; length = this.#length()) {
      const message = this.#bytes.subarray(0, length);
      this.#bytes = this.#bytes.subarray(length);
      yield { kind: this.#kindOf(message), bytes: message };
    }
  }

  /** Bytes of the next message; 0 while even that is unknown. */
  #length(): number {
    if (!this.#started) return this.#bytes.length >= 8 ? this.#bytes.readInt32BE(0) : 0;
    return this.#bytes.length >= 5 ? 1 + this.#bytes.readInt32BE(1) : 0;
  }

  #kindOf(message: Buffer): WireMessage['kind'] {
    if (this.#started) return 'message';
    const code = message.readInt32BE(4);
    if (code === SSL_REQUEST || code === GSS_REQUEST) return 'ssl';
    if (code === CANCEL_REQUEST) return 'cancel';
    if (code !== STARTUP_VERSION) throw new Error(`protocol version ${code} is not spoken`);
    this.#started = true;
    return 'startup';
  }
}
