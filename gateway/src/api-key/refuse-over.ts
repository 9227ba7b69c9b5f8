import { type Fault, MeshError } from '@mesh/contracts/mesh-error';

type Made = { readonly expiresAt: string | null };

/** Throws `unprocessable` for a key that would be expired from the start. */
export function refuseOver({ expiresAt }: Made, why: string, errors?: Fault[]): void {
  if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) throw new MeshError('unprocessable', why, { errors });
}
