import { MeshError } from '@mesh/contracts/mesh-error';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Decodes UTF-8. Throws `invalid` if it is malformed; `what` names it in the message. */
export function utf8Text(bytes: Uint8Array, what: string): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new MeshError('invalid', `the ${what} is not UTF-8`, { cause });
  }
}
