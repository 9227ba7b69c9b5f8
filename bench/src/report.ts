/** One measured figure beside the floor that it must keep. */
export type Figure = { what: string; measured: number; unit: string; atMost?: number };

/** Prints figures as a table; the process's exit code is 1 when one misses its floor. */
export function report(title: string, figures: readonly Figure[]): void {
  console.log(`\n${title}\n`);
  const width = Math.max(...figures.map(({ what }) => what.length));
  for (const { what, measured, unit, atMost } of figures) {
    const value = `${measured.toFixed(measured < 100 ? 2 : 0)} ${unit}`.padStart(12);
    const floor =
      atMost === undefined ? '' : measured <= atMost ? `  holds (at most ${atMost})` : `  MISSED (at most ${atMost})`;
    console.log(`  ${what.padEnd(width)} ${value}${floor}`);
    if (atMost !== undefined && !(measured <= atMost)) process.exitCode = 1;
  }
}
