import type { Json } from '@mesh/jq/json';
import type { Payloads } from './payloads.ts';
import type { PayloadOwner, Reference } from './reference.ts';
import { isLongerThan, LARGE_BYTES } from './size.ts';

/** An input as its row stores it. */
export type KeptInput = { readonly input: Json; readonly inputRef?: Reference | undefined };

/** Stores a large input in the bucket before its row refers to it. Throws what storing throws. */
export async function keptInput(
  payloads: Pick<Payloads, 'keep'>,
  owner: PayloadOwner,
  input: Json,
): Promise<KeptInput> {
  if (!isLongerThan(input, LARGE_BYTES)) return { input };
  return { input: null, inputRef: await payloads.keep(owner, JSON.stringify(input)) };
}
