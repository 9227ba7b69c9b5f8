/**
 * What `Retry-After` asks for, seconds or a date (RFC 9110, 10.2.3), in ms from `now`. Some say parts of seconds. What cannot be
 * read, or is past, asks nothing.
 */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+(?:\.\d+)?$/.test(value) ? Math.ceil(Number(value) * 1_000) : Date.parse(value) - now;
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}
