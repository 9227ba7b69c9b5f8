import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('./fixtures/speaks.ts', import.meta.url));

test('a log goes to standard output, a line each', async () => {
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  await once(child, 'close');
  expect(
    said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).line),
  ).toEqual(Array.from({ length: 100 }, (_, n) => n));
});

test.skipIf(!existsSync('/dev/full'))('a disk that is full stops nobody who wants to log', async () => {
  const child = spawn(process.execPath, [program], { stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'] });
  let told = '';
  child.stderr?.on('data', (text) => (told += text));
  const [code] = await once(child, 'close');
  expect([code, told]).toEqual([0, 'has said all\n']);
});
