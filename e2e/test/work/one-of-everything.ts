import { strToU8, zipSync } from 'fflate';
import { ask } from '../../src/ask.ts';
import type { Mesh } from '../../src/mesh.ts';
import { named, saveWorkflow } from './save-workflow.ts';

/** Creates one of every kind of object in the workspace of `mesh`. Returns their ids or names by path parameter. */
export async function oneOfEverything(mesh: Mesh): Promise<Record<string, string>> {
  const unique = `thing-${Date.now()}`;
  const make = async (path: string, body: object) => (await ask<{ id: string }>(mesh, 'POST', path, { body })).body.id;
  const save = (name: string, rest: string) => saveWorkflow(mesh, `document: ${named(`${unique}-${name}`)}\n${rest}\n`);
  const workflows = await save('plain', 'do: [{one: {set: {a: 1}}}]');
  const scheduled = await save('scheduled', 'schedule: {every: {days: 1}}\ndo: [{one: {set: {a: 1}}}]');
  const { items } = (
    await ask<{ items: { id: string; workflow: { id: string } }[] }>(mesh, 'GET', '/v1/schedules?limit=100')
  ).body;

  await ask(mesh, 'PUT', `/v1/collections/${unique}`, { body: { dimensions: 1 } });
  await ask(mesh, 'POST', `/v1/collections/${unique}/points`, { body: { points: [{ id: 'p', vector: [1] }] } });

  const file = 'f.js';
  const functions = [{ name: 'f', description: 'Gives nothing.', file, input: { type: 'object' } }];
  const manifest = { name: unique, version: '1.0.0', description: 'A thing.', functions };
  const bytes = zipSync({
    'plugin.json': strToU8(JSON.stringify(manifest)),
    [file]: strToU8('export default () => null'),
  });
  await ask(mesh, 'POST', '/v1/plugins', { bytes, headers: { 'content-type': 'application/zip' } });
  await ask(mesh, 'PUT', `/v1/installations/${unique}`, { body: { version: '1.0.0' } });

  return {
    workspaces: mesh.workspaceId,
    'api-keys': await make('/v1/api-keys', { name: unique, scopes: ['keys:read'] }),
    'webhook-endpoints': await make('/v1/webhook-endpoints', { url: 'https://example.com/', types: [unique] }),
    credentials: await make('/v1/credentials', { name: unique, type: 'http-bearer', data: { token: 'a-secret' } }),
    'key-rotations': await make('/v1/key-rotations', { scope: 'workspace' }),
    workflows,
    hooks: await make(`/v1/workflows/${workflows}/hooks`, { verify: { scheme: 'standard' } }),
    executions: await make(`/v1/workflows/${workflows}/executions`, {}),
    schedules: items.find((one) => one.workflow.id === scheduled)?.id ?? '',
    collections: unique,
    plugins: unique,
    installations: unique,
  };
}
