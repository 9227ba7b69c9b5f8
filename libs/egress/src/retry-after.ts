/**
 * Parses `Retry-After`, seconds or a date (RFC 9110, 10.2.3), into ms from `now`. Fractions of seconds are accepted. Undefined
 * for what is malformed or past.
 */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+(?:\.\d+)?$/.test(value) ? Math.ceil(Number(value) * 1_000) : Date.parse(value) - now;
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}
