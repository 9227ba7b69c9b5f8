const MINUTE_MS = 60_000;

/** How often something happened in a minute, and in the one before. */
export type Count = { readonly minute: number; readonly now: number; readonly before: number };

export const nothing: Count = { minute: 0, now: 0, before: 0 };

/** The same count at `at` (ms since the epoch). */
export function asOf({ minute, now, before }: Count, at: number): Count {
  const current = Math.floor(at / MINUTE_MS);
  if (current === minute) return { minute, now, before };
  return { minute: current, now: 0, before: current === minute + 1 ? now : 0 };
}

export function oneMore(count: Count): Count {
  return { ...count, now: count.now + 1 };
}

/** How many there were within the last 60 s, assuming that those of the minute before were evenly spread. */
export function withinAMinute({ now, before }: Count, at: number): number {
  return now + before * (1 - (at % MINUTE_MS) / MINUTE_MS);
}

/** How long, in ms, until another one keeps within `most` per 60 s. */
export function msUntilRoom({ now, before }: Count, most: number, at: number): number {
  const elapsed = at % MINUTE_MS;
  if (now < most) return Math.max(0, shareToPass(before, most - 1 - now) * MINUTE_MS - elapsed);
  return (1 + shareToPass(now, most - 1)) * MINUTE_MS - elapsed;
}

/** The part of a minute after which only `left` of the previous minute's `count` still count. */
function shareToPass(count: number, left: number): number {
  return count === 0 ? 0 : Math.min(1, 1 - left / count);
}
