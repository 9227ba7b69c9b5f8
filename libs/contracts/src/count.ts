import { z } from 'zod';

type Bounds = {
  readonly from: number;
  readonly most: number;
  /** Most digits of its text; by default those of `most`. */
  readonly digits?: number;
};

/** An integer in a query: a number from programs, its digits in a URL. */
export function wholeNumber({ from, most, digits = String(most).length }: Bounds) {
  const expected = `expected a whole number from ${from} to ${most}`;
  const number = z.int(expected).min(from, expected).max(most, expected);
  const text = z
    .string()
    .regex(new RegExp(`^[0-9]{1,${digits}}$`), expected)
    .transform(Number)
    .pipe(number);
  return z.union([number, text], expected);
}

/** The same from 1 to `most`. */
export function countUpTo(most: number) {
  return wholeNumber({ from: 1, most });
}
