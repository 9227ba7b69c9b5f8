import { z } from 'zod';

const FIRST_MS = Date.parse('0001-01-01T00:00:00Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** An RFC 3339 time in UTC with milliseconds. */
export const timestamp = z.iso.datetime({ precision: 3 });
/** A time as callers write it: RFC 3339 with any offset. */
export const moment = z.iso
  .datetime({ offset: true, error: 'expected a moment as RFC 3339' })
  .refine((text) => !isOutsideYears(text), 'expected a moment of the years 1 to 9999 in UTC');

/** PostgreSQL has no year 0, and answers have no five-digit years. */
function isOutsideYears(text: string): boolean {
  const ms = Date.parse(text);
  return ms < FIRST_MS || ms > LAST_MS;
}
