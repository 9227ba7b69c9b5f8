import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '@mesh/testing/temporary-folder';
import { afterAll, beforeAll, expect, test } from 'vitest';

const folder = temporaryFolder('start');
const program = new URL('./start.ts', import.meta.url).pathname;
const held = createServer();

beforeAll(async () => {
  held.listen(0, '127.0.0.1');
  await once(held, 'listening');
});
afterAll(() => {
  held.close();
  folder[Symbol.dispose]();
});

/** The standard error of a start that refuses, and its exit code. */
async function refusal(name: string, env: NodeJS.ProcessEnv): Promise<{ text: string; code: number }> {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, MESH_DIR: join(folder.path, name), PORT: '0', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const parts: Buffer[] = [];
  child.stderr.on('data', (part) => parts.push(part));
  const [code] = await once(child, 'close');
  return { text: Buffer.concat(parts).toString().trim(), code };
}

const taken = () => (held.address() as { port: number }).port;

test('a taken port is named in one line', async () => {
  const { text, code } = await refusal('port', { PORT: String(taken()) });
  expect(text).toBe(`Port ${taken()} is taken: stop what listens there, or choose another: PORT=3001 npm start`);
  expect(code).toBe(1);
});

test.each([
  ['DATABASE_URL', 'postgres://somebody:secret@127.0.0.1:1/x'],
  ['VECTORS_DATABASE_URL', 'postgres://somebody:secret@127.0.0.1:1/x'],
])('a wrong %s is named in one line, without its password', async (name, url) => {
  const { text, code } = await refusal(name, { [name]: url });
  expect(text).toMatch(new RegExp(`^${name}: 127.0.0.1:1 cannot be used \\(.+\\)\\.$`));
  expect(text).not.toContain('secret');
  expect(code).toBe(1);
});

test('a variable that is no URL is named', async () => {
  expect((await refusal('text', { DATABASE_URL: 'nonsense' })).text).toBe('DATABASE_URL is not a URL.');
});

test('a second start says which process runs the mesh', async () => {
  const mesh = join(folder.path, 'second');
  mkdirSync(mesh);
  const first = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'embedded/start.ts'], {
    stdio: 'ignore',
  });
  writeFileSync(join(mesh, 'start.pid'), String(first.pid));
  const { text, code } = await refusal('second', {});
  first.kill();
  expect(text).toBe(`The mesh runs already (process ${first.pid}): stop it with Ctrl-C or kill ${first.pid}.`);
  expect(code).toBe(1);
});

test('a start that refuses leaves no lock and no local.json', async () => {
  await refusal('left', { DATABASE_URL: 'nonsense' });
  for (const name of ['start.pid', 'local.json']) expect(existsSync(join(folder.path, 'left', name))).toBe(false);
});
