import type { Json } from '@mesh/jq/json';
import type { Payloads } from './payloads.ts';
import type { PayloadOwner, Reference } from './reference.ts';
import { isLongerThan, LARGE_BYTES } from './size.ts';

/** An input as its row holds it. */
export type KeptInput = { readonly input: Json; readonly inputRef?: Reference | undefined };

/** Puts a large input into the bucket, before its row refers to it. Throws what keeping it throws. */
export async function keptInput(
  payloads: Pick<Payloads, 'keep'>,
  owner: PayloadOwner,
  input: Json,
): Promise<KeptInput> {
  if (!isLongerThan(input, LARGE_BYTES)) return { input };
  return { input: null, inputRef: await payloads.keep(owner, JSON.stringify(input)) };
}
