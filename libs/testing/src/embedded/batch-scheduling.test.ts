import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SCHED_BATCH = 3;
/** Place of the policy in `/proc/<pid>/stat`, after the name: proc(5). */
const POLICY = 38;
const module = fileURLToPath(new URL('./batch-scheduling.ts', import.meta.url));

test.runIf(process.platform === 'linux')('what is started afterwards is scheduled in batches, too', () => {
  const program = `
    const { scheduleInBatches } = await import(${JSON.stringify(module)});
    if (!scheduleInBatches()) throw new Error('it is not');
    console.log(process.getBuiltinModule('node:child_process').execFileSync('cat', ['/proc/self/stat'], { encoding: 'utf8' }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(policyOf(stdout)).toBe(SCHED_BATCH);
});

test('a system that has no chrt goes on as usual', () => {
  const program = `
    process.env.PATH = '';
    const { scheduleInBatches } = await import(${JSON.stringify(module)});
    console.log(scheduleInBatches());`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(stdout.trim()).toBe('false');
});

function policyOf(stat: string): number {
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[POLICY]);
}
