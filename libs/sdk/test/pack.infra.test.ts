import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newId } from '@mesh/contracts/id';
import { temporaryFolder } from '@mesh/testing/temporary-folder';
import { expect, test } from 'vitest';
import { json, openServer } from './server.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..', '..');
const compiled = '--strict --module nodenext --target es2024 --lib es2024,esnext.disposable,dom --types node'.split(
  ' ',
);

const program = `import { connect } from '@mesh/sdk/connect';
import { worker } from '@mesh/sdk/worker';

const { MESH: url = '', KEY: apiKey = '' } = process.env;
const mesh = connect({ url, apiKey });
const name: string = (await mesh.gateway.me()).workspace.name;
const end = new AbortController();
await worker(mesh, 'resize', async ({ input }) => (end.abort(), { name, input }), { signal: end.signal });
`;

const resizing = (input: object) => ({
  id: newId('tsk'),
  queue: 'resize',
  attempt: 1,
  key: 'k',
  input,
  executionId: newId('exe'),
  task: '/do/0/resize',
  heartbeatMs: 60_000,
  leaseUntil: '2026-01-01T00:00:00.000Z',
});

test('what is packed is a package that a project elsewhere compiles against and runs', async () => {
  const { stdout } = await run('npm', ['run', '--silent', 'pack', '--workspace', '@mesh/sdk'], { cwd: root });
  using project = temporaryFolder('sdk-user');
  const installed = join(project.path, 'node_modules', '@mesh', 'sdk');
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', stdout.trim(), '--strip-components=1', '-C', installed]);
  for (const name of ['zod', 'typeid-js', 'uuid', '@types'])
    await symlink(join(root, 'node_modules', name), join(project.path, 'node_modules', name));
  await writeFile(join(project.path, 'package.json'), '{"type": "module"}');
  await writeFile(join(project.path, 'resize.ts'), program);
  await run(join(root, 'node_modules', '.bin', 'tsc'), [...compiled, 'resize.ts'], { cwd: project.path });

  const me = { principal: { id: newId('key'), type: 'api-key' }, workspace: { id: newId('ws'), name: 'elsewhere' } };
  await using server = await openServer(
    json(200, { ...me, role: 'owner', scopes: [] }),
    json(200, { tasks: [resizing({ width: 3 })] }),
    json(200, {}),
  );
  const env = { ...process.env, MESH: server.connection.url, KEY: server.connection.apiKey };
  await run(process.execPath, ['resize.js'], { cwd: project.path, env });
  const done = server.heard.find(({ url }) => url.endsWith('complete'));
  expect(JSON.parse(String(done?.body)).output).toEqual({ name: 'elsewhere', input: { width: 3 } });
});
