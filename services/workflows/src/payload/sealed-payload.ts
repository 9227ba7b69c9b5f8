import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { PayloadOwner, Reference } from './reference.ts';

const ALGORITHM = 'aes-256-gcm';
const MAGIC = Buffer.from('MPL1');
const NONCE_BYTES = 12;
const HEAD_BYTES = MAGIC.length + NONCE_BYTES;
const TAG_BYTES = 16;
/** Without this, tags as short as 4 bytes would be accepted. */
const options = { authTagLength: TAG_BYTES };

/** Overhead of sealing in bytes. */
export const SEALING_BYTES = HEAD_BYTES + TAG_BYTES;

type Named = PayloadOwner & Pick<Reference, 'id'>;

/** Seals a payload for its owner and id, with a key that seals nothing else. Returns `MPL1`, nonce, ciphertext, tag. */
export function sealPayload(key: KeyObject, named: Named, payload: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, options);
  cipher.setAAD(contextOf(named, payload.length));
  return Buffer.concat([MAGIC, nonce, cipher.update(payload), cipher.final(), cipher.getAuthTag()]);
}

/** Opens a payload that was sealed for this owner and id. Throws `integrity-violation`. */
export function openPayload(key: KeyObject, named: PayloadOwner & Reference, sealed: Buffer): Buffer {
  if (sealed.length !== named.bytes + SEALING_BYTES || !sealed.subarray(0, MAGIC.length).equals(MAGIC)) throw changed();
  const end = sealed.length - TAG_BYTES;
  try {
    const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(MAGIC.length, HEAD_BYTES), options);
    decipher.setAAD(contextOf(named, named.bytes));
    decipher.setAuthTag(sealed.subarray(end));
    const payload = decipher.update(sealed.subarray(HEAD_BYTES, end));
    decipher.final();
    return payload;
  } catch (error) {
    throw changed(error);
  }
}

/** Additional authenticated data, unique to the payload. */
function contextOf({ workspaceId, executionId, id }: Named, bytes: number): Buffer {
  return Buffer.from(JSON.stringify(['mesh/v1/payload', workspaceId, executionId, id, bytes]));
}

function changed(cause?: unknown): MeshError {
  return new MeshError('integrity-violation', 'a stored payload does not open: its bytes were changed', { cause });
}
