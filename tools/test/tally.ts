/** How many checks passed and failed: a test counts as one, and so does a whole typecheck or lint. */
export type Tally = { readonly passed: number; readonly failed: number };

export const none: Tally = { passed: 0, failed: 0 };

export const add = (one: Tally, other: Tally): Tally => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
});

/** The last line of a run, which `.ci/run` adds up. */
export const lineOf = ({ passed, failed }: Tally): string => `${passed} passed, ${failed} failed`;

/**
 * Adds up the `Tests` lines that vitest wrote, once for each package, without colours. A run that ended badly without a
 * failed test, a file that could not be loaded say, counts as one failure.
 */
export function tallyOfTests(output: string, endedWell: boolean): Tally {
  const counted = [...output.matchAll(/^\s*Tests {2}(.*)$/gm)]
    .map(([, summary = '']) => ({ passed: number(summary, 'passed'), failed: number(summary, 'failed') }))
    .reduce<Tally>(add, none);
  return endedWell || counted.failed > 0 ? counted : add(counted, { passed: 0, failed: 1 });
}

/** Adds up the tasks that Nx ran or took from its cache. */
export function tallyOfTasks(output: string, endedWell: boolean): Tally {
  const ran = new Set([...output.matchAll(/^> nx run (\S+)/gm)].map(([, task]) => task));
  const failures = /^Failed tasks:\s*\n((?:\s*- \S+\s*\n)+)/m.exec(output)?.[1] ?? '';
  const failed = failures.match(/- \S+/g)?.length ?? 0;
  return { passed: ran.size - failed, failed: endedWell ? 0 : Math.max(failed, 1) };
}

function number(summary: string, word: string): number {
  return Number(new RegExp(`(\\d+) ${word}`).exec(summary)?.[1] ?? 0);
}
