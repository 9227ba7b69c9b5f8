import { MeshError } from '@mesh/contracts/mesh-error';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Bytes as text. Throws `invalid` for what is no UTF-8; `what` names it. */
export function utf8Text(bytes: Uint8Array, what: string): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new MeshError('invalid', `the ${what} is not UTF-8`, { cause });
  }
}
