import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('a process whose event loop stands still is killed, and says why', async () => {
  const program = fileURLToPath(new URL('./fixtures/stalls.ts', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'ignore', 'pipe'] });
  const [[code, signal], told] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
  expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' });
  expect(told).toContain('the event loop has stood still for 0.2 s');
});
