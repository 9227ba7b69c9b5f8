import type { Json } from '@mesh/jq/json';
import { z } from 'zod';

export const budget = z.strictObject({
  turns: z.number().int().min(0).optional(),
  tokens: z.number().int().min(0).optional(),
  cost: z.number().min(0).optional(),
});
/** How much may be spent on models; `tokens` are of input and output together. What is not told has no bound. */
export type Budget = Readonly<z.output<typeof budget>>;

/** What an execution may spend on models in all: `document.metadata.budget`, no bound by default. */
export function budgetOf(metadata: Json | undefined): Budget {
  const { budget: told } = (metadata ?? {}) as { readonly budget?: Json };
  const read = budget.safeParse(told ?? {});
  return read.success ? read.data : {};
}
