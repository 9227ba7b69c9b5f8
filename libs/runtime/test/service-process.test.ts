import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('./fixtures/service.ts', import.meta.url));

function start(env: NodeJS.ProcessEnv): ChildProcess & { text: () => string } {
  const child = spawn(process.execPath, [program], { env: { PATH: process.env['PATH'], ...env } });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return Object.assign(child, { text: () => text });
}

async function says(child: ChildProcess & { text: () => string }, words: string): Promise<void> {
  while (!child.text().includes(words)) await once(child.stdout ?? child, 'data');
}

test('SIGTERM closes what was opened and exits 0', async () => {
  const child = start({ PORT: '0' });
  await says(child, 'started');
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  expect(child.text()).toContain('closed what it opened');
});

test('a bad variable is one line that names it, and exit 1', async () => {
  const child = start({ PORT: 'eighty' });
  const [code] = await once(child, 'exit');
  expect(code).toBe(1);
  expect(child.text().trim()).toMatch(/^fixture: PORT: [^\n]+$/);
});

test('a start that fails exits 1', async () => {
  const child = start({ PORT: '0', FAIL: 'true' });
  const [code] = await once(child, 'exit');
  expect(code).toBe(1);
});

test('told to stop while it starts, it exits 0', async () => {
  const child = start({ PORT: '0', HANG: 'true' });
  await says(child, 'hanging');
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});

test.each([
  { when: 'while it starts', env: { HANG: 'true' }, words: 'hanging', status: 503 },
  { when: 'once it has started', env: {}, words: 'started', status: 200 },
])('$when its health is answered with $status', async ({ env, words, status }) => {
  const child = start({ PORT: '0', ...env });
  await says(child, words);
  const { port } = JSON.parse(
    child
      .text()
      .split('\n')
      .find((line) => line.includes('listening')) ?? '{}',
  );
  const answer = await fetch(`http://127.0.0.1:${port}/health`);
  expect(answer.status).toBe(status);
  child.kill('SIGTERM');
  await once(child, 'exit');
});
