import { namedBy, noSuch } from '@mesh/contracts/id';
import { z } from 'zod';

/**
 * What is no id names nothing, and is refused as an id that nothing has. A name, which has a slash, is none of these: it
 * goes on, to be told that an id is wanted. Throws `not-found`.
 */
export function checkIds(params: z.ZodType, given: Readonly<Record<string, unknown>>): void {
  if (!(params instanceof z.ZodObject)) return;
  for (const [name, schema] of Object.entries<z.ZodType>(params.shape)) {
    const of = namedBy(schema);
    if (of === undefined || String(given[name]).includes('/')) continue;
    if (!schema.safeParse(given[name]).success) throw noSuch(of);
  }
}
