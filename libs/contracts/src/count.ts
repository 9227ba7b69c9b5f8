import { z } from 'zod';

/** A number from 1 to `most` as a query string says it. */
export function countUpTo(most: number) {
  return z
    .string()
    .regex(new RegExp(`^[0-9]{1,${String(most).length}}$`), `expected a whole number from 1 to ${most}`)
    .transform(Number)
    .pipe(z.number().min(1).max(most));
}
