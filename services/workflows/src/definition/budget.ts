import type { Json } from '@mesh/jq/json';
import { z } from 'zod';

export const budget = z.strictObject({
  turns: z.number().int().min(0).optional(),
  tokens: z.number().int().min(0).optional(),
  cost: z.number().min(0).optional(),
});
/** Limits of spending on models; `tokens` counts input and output together. An absent limit is unlimited. */
export type Budget = Readonly<z.output<typeof budget>>;

/** The budget of an execution: `document.metadata.budget`, unlimited by default. */
export function budgetOf(metadata: Json | undefined): Budget {
  const { budget: told } = (metadata ?? {}) as { readonly budget?: Json };
  const read = budget.safeParse(told ?? {});
  return read.success ? read.data : {};
}
