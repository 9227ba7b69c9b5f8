/**
 * Whether a nats-server of `version` (`2.9.10`, `v2.12.1-beta`) is at least `major.minor`. An unknown version counts as 2.9,
 * the floor.
 */
export function isAtLeast(version: string | undefined, major: number, minor: number): boolean {
  const [, hasMajor = '2', hasMinor = '9'] = /(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  return Number(hasMajor) > major || (Number(hasMajor) === major && Number(hasMinor) >= minor);
}
