import { namedBy, noSuch } from '@mesh/contracts/id';
import { z } from 'zod';

/**
 * Refuses malformed ids in an address like unknown ones. A name, which has a slash, passes: its refusal explains that an id is
 * wanted. Throws `not-found`.
 */
export function checkIds(params: z.ZodType, given: Readonly<Record<string, unknown>>): void {
  if (!(params instanceof z.ZodObject)) return;
  for (const [name, schema] of Object.entries<z.ZodType>(params.shape)) {
    const of = namedBy(schema);
    if (of === undefined || String(given[name]).includes('/')) continue;
    if (!schema.safeParse(given[name]).success) throw noSuch(of);
  }
}
