import { MeshError } from '@mesh/contracts/mesh-error';

/** The key of `Idempotency-Key`, bare or as a quoted string; 1 to 255 visible ASCII characters. Throws `invalid`. */
export function idempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const [, quoted, bare] = /^(?:"([\x21\x23-\x7e]{1,255})"|([\x21\x23-\x7e]{1,255}))$/.exec(String(header)) ?? [];
  const key = quoted ?? bare;
  if (key === undefined)
    throw new MeshError('invalid', 'Idempotency-Key takes 1 to 255 visible ASCII characters', {
      errors: [{ pointer: '/headers/idempotency-key', message: 'expected 1 to 255 visible ASCII characters' }],
    });
  return key;
}
