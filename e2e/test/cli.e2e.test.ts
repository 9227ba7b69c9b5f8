import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test, vi } from 'vitest';
import { ask } from '../src/ask.ts';
import { findMesh, type Mesh } from '../src/mesh.ts';

const program = fileURLToPath(new URL('../../libs/cli/bin/mesh.mjs', import.meta.url));
const SECRETS = 120;
let mesh: Mesh;
vi.setConfig({ testTimeout: 240_000 }); // each command is a process, on a busy machine

beforeAll(async () => {
  const owner = await findMesh();
  const name = `cli-${Date.now()}`;
  const { body } = await ask<{ id: string; apiKey: string }>(owner, 'POST', '/v1/workspaces', { body: { name } });
  mesh = { ...owner, apiKey: body.apiKey, workspaceId: body.id };
  for (let begun = 0; begun < SECRETS; begun += 20)
    await Promise.all(
      Array.from({ length: 20 }, (_, place) => {
        const credential = { name: `secret ${begun + place}`, type: 'http-bearer', data: { token: 'x' } };
        return ask(mesh, 'POST', '/v1/credentials', { body: credential });
      }),
    );
});

/** The output of `mesh …` and its exit code. */
async function run(...words: string[]): Promise<{ code: number; said: string }> {
  const env = { ...process.env, MESH_URL: mesh.url, MESH_API_KEY: mesh.apiKey };
  try {
    return { code: 0, said: (await promisify(execFile)(process.execPath, [program, ...words], { env })).stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, said: `${stdout}${stderr}` };
  }
}

test('the key of a workspace is renewed while the command watches, and all secrets end under it', async () => {
  const { code, said } = await run('keys', 'rotate', '--workspace', '--watch');
  expect(code).toBe(0);
  expect(said).toMatch(new RegExp(`workspace {2}completed {2}${SECRETS}/${SECRETS} .*2\\*: ${SECRETS}`));
});

test('the audit is verified and exported whole', async () => {
  const verified = await run('audit', 'verify');
  expect([verified.code, /: whole$/.test(verified.said.trim())]).toEqual([0, true]);
  const rows = (await run('audit', 'export')).said.trim().split('\n');
  expect(rows.map((row) => JSON.parse(row).seq)).toEqual(rows.map((_, place) => place + 1));
});

test('a workflow is saved, started and followed to its output', async () => {
  const file = `${tmpdir()}/cli-${process.pid}.yaml`;
  const task = "{greet: {set: {said: '${ .name }'}}}";
  await writeFile(file, `document: {dsl: 1.0.3, namespace: cli, name: greet, version: 1.0.0}\ndo: [${task}]\n`);
  expect(await run('workflows', 'save', file)).toMatchObject({ code: 0, said: expect.stringContaining('cli/greet') });
  const { code, said } = await run('workflows', 'start', 'cli/greet', '--input', '{"name": "Ada"}', '--follow');
  expect([code, JSON.parse(said)]).toEqual([0, { said: 'Ada' }]);
  const listed = await run('executions', 'list', '--workflow', 'cli/greet', '--status', 'completed');
  expect(listed.said.trim().split('\n')).toHaveLength(1);
});

test('a key with ordinary rights rotates nothing', async () => {
  const body = { name: 'ordinary', scopes: ['credentials:read', 'credentials:write', 'credentials:use'] };
  const { key } = (await ask<{ key: string }>(mesh, 'POST', '/v1/api-keys', { body })).body;
  mesh = { ...mesh, apiKey: key };
  const { code, said } = await run('keys', 'rotate');
  expect([code, said]).toEqual([1, expect.stringContaining('this needs the scope credentials:rotate')]);
});
