import { randomUUID } from 'node:crypto';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Objects } from './objects.ts';

/** The prefix of claims. The gateway sweeps those that nobody took. */
export const CLAIMS = 'claims/';
/** An execution with the largest input and output, and another answer that was ready at the same moment. */
const LARGEST = 160 * 1024 * 1024;
const shape = /^claims\/[0-9a-f-]{36}$/;

/** Stores what is too large for a broker message: put by the sender, taken once by the receiver. */
export function objectClaims(objects: Pick<Objects, 'put' | 'get' | 'delete'>) {
  return {
    async put(bytes: Uint8Array): Promise<string> {
      const reference = `${CLAIMS}${randomUUID()}`;
      await objects.put(reference, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      return reference;
    },
    async take(reference: string): Promise<Uint8Array> {
      if (!shape.test(reference)) throw new MeshError('invalid', 'the message refers to nothing that is a claim');
      const bytes = await objects.get(reference, { maxBytes: LARGEST });
      await objects.delete(reference).catch(() => {}); // the sweep removes what is left behind
      return bytes;
    },
  };
}
