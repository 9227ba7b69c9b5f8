import { run } from './command.ts';
import { vitest } from './stages.ts';
import { add, type Tally, tallyOfCheck } from './tally.ts';

/**
 * Types, lint and unit tests (with the layers) of everything at once, so that what several packages share is read once. The
 * targets of Nx do the same for one package, from their cache if nothing changed.
 */
export async function staticChecks(): Promise<Tally> {
  const types = await run('tsc', ['-p', '.', '--pretty', 'false']);
  const lint = await run('biome', ['check', '.']);
  return [
    tallyOfCheck('types', types.output, types.ok, /^\S+\(\d+,\d+\): error .*$/gm),
    tallyOfCheck('lint', lint.output, lint.ok, /^\S+\.\w+(:\d+:\d+)? \w[^━\n]*(?= ━)/gm),
    await vitest('unit'),
  ].reduce(add);
}
