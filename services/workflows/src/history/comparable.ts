import { digestOf } from '../definition/digest.ts';
import type { Entry } from '../interpreter/entry.ts';
import type { Reading } from '../payload/payloads.ts';
import type { PayloadOwner, StoredEntry } from '../payload/reference.ts';
import { wholeEntry } from '../payload/whole.ts';

/** An entry whose output, if large, is replaced by its size and digest. */
export type Comparable = Entry & { readonly leftOut?: 'output'[] };

/** Entries in comparable form. Large values are read one by one, and only for outputs of tasks. */
export async function comparable(
  payloads: Reading,
  owner: PayloadOwner,
  entries: readonly StoredEntry[],
): Promise<Comparable[]> {
  const all: Comparable[] = [];
  for (const entry of entries) {
    const isCompared = entry.type === 'task.completed' || entry.type === 'task.faulted';
    if (!entry.kept || !isCompared) {
      all.push(entry);
      continue;
    }
    const whole = await wholeEntry(payloads, owner, entry);
    const { output } = entry.kept;
    if (!output) all.push(whole);
    else {
      const brief = { bytes: output.bytes, sha256: digestOf(whole.data['output']) };
      all.push({ ...whole, data: { ...whole.data, output: brief }, leftOut: ['output'] });
    }
  }
  return all;
}
