import { z } from 'zod';

type Bounds = {
  readonly from: number;
  readonly most: number;
  /** Of its text; as many as `most` has by default. */
  readonly digits?: number;
};

/** A whole number of a query string: programs write the number, and addresses its digits. */
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
