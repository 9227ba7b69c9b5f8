import type { Json } from '@mesh/jq/json';
import type { Reading } from './payloads.ts';
import type { PayloadOwner, Reference } from './reference.ts';

/** Reads each payload once per answer, which may contain it several times: as an input, and as what tasks pass on. */
export function readOnce(payloads: Reading): Reading {
  const known = new Map<string, Promise<Json>>();
  return {
    value(owner: PayloadOwner, reference: Reference) {
      const found = known.get(reference.id) ?? payloads.value(owner, reference);
      known.set(reference.id, found);
      return found;
    },
  };
}
