/** What passed and what failed: each test counts as one, and so do all types and all lint. */
export type Tally = { readonly passed: number; readonly failures: readonly string[] };

export const none: Tally = { passed: 0, failures: [] };

export const add = (one: Tally, other: Tally): Tally => ({
  passed: one.passed + other.passed,
  failures: [...one.failures, ...other.failures],
});

/** The last line of a run, which `.ci/run` adds up. */
export const lineOf = ({ passed, failures }: Tally): string => `${passed} passed, ${failures.length} failed`;

/** Some titles contain the value under test. */
const LONGEST = 300;

/** The end of a run: a line for each failure, which `.ci/run` repeats, and the totals. */
export const endOf = (tally: Tally): string =>
  ['', ...tally.failures.map((failure) => `failed: ${failure.slice(0, LONGEST)}`), lineOf(tally)].join('\n');

/**
 * Parses vitest's output, without colours. A file or group whose setup failed counts as a failed test, and so does an unhandled
 * error. A run that ended badly without any counts as a failure of `name`.
 */
export function tallyOfTests(name: string, output: string, endedWell: boolean): Tally {
  const passed = [...output.matchAll(/^\s*Tests {2}.*?(\d+) passed/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
  const failed = [...output.matchAll(/^ *FAIL +\S+ +(.+)$/gm)].map(([, title = '']) => title.replace(/ \[ .* \]$/, ''));
  const unhandled = [...output.matchAll(/^This error originated in "(.+?)"/gm)].map(
    ([, file]) => `${file}: unhandled error`,
  );
  const failures = [...new Set([...failed, ...unhandled])]; // a title is repeated with each of its errors
  return { passed, failures: endedWell || failures.length > 0 ? failures : [`${name} ended badly`] };
}

/** A check passes or fails as a whole. Its failure is named by the first error, which `pattern` finds. */
export function tallyOfCheck(name: string, output: string, endedWell: boolean, pattern: RegExp): Tally {
  if (endedWell) return { passed: 1, failures: [] };
  const errors = output.match(pattern) ?? [];
  return { passed: 0, failures: [`${name}: ${errors[0] ?? 'ended badly'} (${errors.length} in all)`] };
}
