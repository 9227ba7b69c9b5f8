const FIRST_MS = 200;
const LONGEST_MS = 10_000;
/** If the mesh asks for a longer pause, the caller gets the refusal instead. */
const MOST_PATIENCE_MS = 60_000;

/**
 * The pause (ms) before attempt number `attempt` + 1: what the mesh asks for, otherwise exponential with jitter. Undefined if the
 * mesh asks for too long a pause. `random` is from 0 to 1.
 */
export function pauseAfter(
  attempt: number,
  retryAfter: string | null,
  random: number,
  now: number,
): number | undefined {
  const asked = retryAfter === null ? undefined : askedMs(retryAfter, now);
  if (asked !== undefined) return asked > MOST_PATIENCE_MS ? undefined : asked;
  return Math.min(FIRST_MS * 2 ** attempt, LONGEST_MS) * (0.5 + random / 2);
}

/** `Retry-After` in seconds or as a date (RFC 9110, 10.2.3). */
function askedMs(retryAfter: string, now: number): number | undefined {
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1_000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(date - now, 0);
}
