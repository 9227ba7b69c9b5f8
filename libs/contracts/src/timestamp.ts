import { z } from 'zod';

const FIRST_MS = Date.parse('0001-01-01T00:00:00Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** A moment as RFC 3339 in UTC with milliseconds. */
export const timestamp = z.iso.datetime({ precision: 3 });
/** As a caller writes one: RFC 3339, with any offset. */
export const moment = z.iso
  .datetime({ offset: true, error: 'expected a moment as RFC 3339' })
  .refine((text) => !isOutsideYears(text), 'expected a moment of the years 1 to 9999 in UTC');

/** No database has a year 0, and no answer tells a year of five digits. */
function isOutsideYears(text: string): boolean {
  const ms = Date.parse(text);
  return ms < FIRST_MS || ms > LAST_MS;
}
