/** A measured figure and its limits. */
type Figure = { what: string; measured: number; unit: string; atMost?: number; atLeast?: number };

/** Prints figures as a table; sets the exit code to 1 if one misses its floor. */
export function report(title: string, figures: readonly Figure[]): void {
  console.log(`\n${title}\n`);
  const width = Math.max(...figures.map(({ what }) => what.length));
  for (const figure of figures) {
    const { what, measured, unit } = figure;
    const value = `${measured.toFixed(measured < 100 ? 2 : 0)} ${unit}`.padStart(12);
    console.log(`  ${what.padEnd(width)} ${value}${verdict(figure)}`);
  }
}

function verdict({ measured, atMost, atLeast }: Figure): string {
  if (atMost === undefined && atLeast === undefined) return '';
  const holds = measured <= (atMost ?? Number.POSITIVE_INFINITY) && measured >= (atLeast ?? Number.NEGATIVE_INFINITY);
  if (!holds) process.exitCode = 1;
  const bound = atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`;
  return `  ${holds ? 'holds' : 'MISSED'} (${bound})`;
}
