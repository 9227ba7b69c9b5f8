import { expect, test } from 'vitest';
import { commands } from '../src/commands.ts';
import { run } from '../src/run.ts';
import { openStandIn } from './stand-in.ts';

test('help names every command and exit code', async () => {
  await using gateway = await openStandIn({});
  const { code, said } = await gateway.mesh('help');
  expect(code).toBe(0);
  for (const { name } of commands) expect(said).toContain(`mesh ${name}`);
  for (const code of ['1 refused or no mesh reached', '3 found broken']) expect(said).toContain(code);
  expect((await gateway.mesh()).code).toBe(2);
});

test.each([
  [['keys', 'lose']],
  [['keys', 'rotate', '--root']],
  [['keys', 'rotate', 'more']],
  [['audit', 'export', '--format', 'xml']],
  [['workflows', 'save', '/nowhere/a.yaml']],
  [['workflows', 'start', 'a/b', '--input', '@/nowhere/a.json']],
])('%j is wrong usage, and asks nothing', async (words) => {
  await using gateway = await openStandIn({});
  const { code, complained } = await gateway.mesh(...words);
  expect(code).toBe(2);
  expect(complained).toMatch(/^mesh: /);
  expect(gateway.heard).toEqual([]);
});

test('without a mesh it says where to find one', async () => {
  const complained: string[] = [];
  const { signal } = new AbortController();
  const surroundings = { signal, say: () => {}, complain: (text: string) => complained.push(text) };
  expect(await run(['audit', 'verify'], { ...surroundings, env: { MESH_DIR: '/nowhere' } })).toBe(1);
  const env = { MESH_URL: 'http://127.0.0.1:1', MESH_API_KEY: 'amk_key' };
  expect(await run(['keys', 'status'], { ...surroundings, env })).toBe(1);
  expect(complained).toEqual([
    'mesh: no mesh runs here: set MESH_URL and MESH_API_KEY, or run `npm start` first',
    'mesh: the mesh does not answer',
  ]);
});
