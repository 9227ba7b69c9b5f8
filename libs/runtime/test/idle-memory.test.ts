import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const MIB = 1_048_576;
const module = new URL('../src/idle-memory.ts', import.meta.url).href;

/** In a process of its own, whose garbage is nobody else's. Returns the heap in bytes after the work, and 5 s later. */
const program = `
const { giveBackWhenIdle } = await import(${JSON.stringify(module)});
using memory = giveBackWhenIdle();
let busy = [];
for (let round = 0; round < 20; round++) busy = Array.from({ length: 200_000 }, (_, at) => ({ at }));
busy = [];
const worked = process.memoryUsage().heapTotal;
const until = performance.now() + 5_000;
while (performance.now() < until) {
  if (process.argv[1] === 'busy') for (const end = performance.now() + 20; performance.now() < end; );
  await new Promise((resolve) => setTimeout(resolve, 20));
}
console.log(JSON.stringify([worked, process.memoryUsage().heapTotal]));
`;

async function heapAfter(kind: 'idle' | 'busy'): Promise<[number, number]> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program, kind]);
  return JSON.parse(stdout);
}

test.concurrent('who has nothing to do keeps no garbage', async () => {
  const [worked, rested] = await heapAfter('idle');
  expect(worked).toBeGreaterThan(24 * MIB);
  expect(rested).toBeLessThan(12 * MIB);
});

test.concurrent('who is at work is not held up for it', async () => {
  const [worked, later] = await heapAfter('busy');
  expect(later).toBeGreaterThan(worked / 2);
});
