export const MOST_WAIT_SECONDS = 60;

/** The wait in seconds by RFC 7240: `wait=10`, among other preferences. */
export function waitSeconds(prefer: string | undefined): number {
  const [, seconds = '0'] = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,4})/i.exec(prefer ?? '') ?? [];
  return Math.min(Number(seconds), MOST_WAIT_SECONDS);
}
