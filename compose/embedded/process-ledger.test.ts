import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@mesh/testing/temporary-folder';
import { expect, test } from 'vitest';
import { isRunning, ProcessLedger } from './process-ledger.ts';

const loop = 'setInterval(() => {}, 1000)';

test('what a killed start left running is ended by the next', async () => {
  using folder = temporaryFolder('ledger');
  const child = spawn(process.execPath, ['-e', loop, 'left-behind'], { stdio: 'ignore' });
  new ProcessLedger(folder.path).enter('one', { pid: Number(child.pid), program: 'left-behind', signal: 'SIGTERM' });
  const ended = once(child, 'exit');
  expect(await new ProcessLedger(folder.path).endLeftovers()).toEqual(['one']);
  await ended;
  expect(await new ProcessLedger(folder.path).endLeftovers()).toEqual([]);
});

test('a process that has the number by chance is left alone', async () => {
  using folder = temporaryFolder('ledger');
  const ledger = new ProcessLedger(folder.path);
  ledger.enter('one', { pid: process.pid, program: 'another program', signal: 'SIGKILL' });
  expect(await ledger.endLeftovers()).toEqual([]);
  expect(isRunning({ pid: process.pid, program: '' })).toBe(true);
});

test.for(['', '\0\0\0\0'])('an entry that was not on the disk when the power went (%j) is forgotten', async (text) => {
  using folder = temporaryFolder('ledger');
  writeFileSync(join(folder.path, 'one'), text);
  expect(await new ProcessLedger(folder.path).endLeftovers()).toEqual([]);
  expect(existsSync(join(folder.path, 'one'))).toBe(false);
});
