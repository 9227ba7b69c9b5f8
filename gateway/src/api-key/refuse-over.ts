import { type Fault, MeshError } from '@mesh/contracts/mesh-error';

type Made = { readonly expiresAt: string | null };

/** Throws `unprocessable` for a key that is over when it is made: it would never work. */
export function refuseOver({ expiresAt }: Made, why: string, errors?: Fault[]): void {
  if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) throw new MeshError('unprocessable', why, { errors });
}
