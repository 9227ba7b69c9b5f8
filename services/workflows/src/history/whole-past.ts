import { MeshError } from '@mesh/contracts/mesh-error';
import type { Past } from '../interpreter/happening.ts';
import type { Reading } from '../payload/payloads.ts';
import type { PayloadOwner, StoredHappening } from '../payload/reference.ts';
import { MOST_BYTES } from '../payload/size.ts';
import { isKept, wholeHappening } from '../payload/whole.ts';

type Stored = Omit<Past, 'happening'> & { readonly happening: StoredHappening };

/** The happenings of an execution with their large values. Throws `payload-too-large` if they are too much to copy. */
export async function wholePast(payloads: Reading, owner: PayloadOwner, stored: readonly Stored[]): Promise<Past[]> {
  const apart = stored.flatMap(({ happening }) => (isKept(happening) ? Object.values(happening.kept) : []));
  const bytes = apart.reduce((sum, one) => sum + one.bytes, Buffer.byteLength(JSON.stringify(stored)));
  if (bytes > MOST_BYTES)
    throw new MeshError('payload-too-large', `its past has more than ${MOST_BYTES} bytes, too many to copy`);
  const past: Past[] = [];
  for (const { happening, ...one } of stored)
    past.push({ ...one, happening: await wholeHappening(payloads, owner, happening) });
  return past;
}
