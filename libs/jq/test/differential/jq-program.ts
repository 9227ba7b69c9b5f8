import { spawnSync } from 'node:child_process';

/** The `jq` program to compare with: `JQ_PROGRAM`, or what the search path finds. */
export type JqProgram = { readonly version: string; outputs(program: string, input: string): string[] | undefined };

export function findJq(): JqProgram | undefined {
  const command = process.env['JQ_PROGRAM'] ?? 'jq';
  const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  if (status !== 0) return undefined;
  return {
    version: stdout.trim(),
    outputs(program, input) {
      const run = spawnSync(command, ['-c', program], { encoding: 'utf8', input, timeout: 2_000 });
      return run.status === 0 ? run.stdout.split('\n').filter((line) => line !== '') : undefined;
    },
  };
}
