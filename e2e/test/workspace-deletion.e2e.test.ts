import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { ask } from '../src/ask.ts';
import { findMesh, type Mesh } from '../src/mesh.ts';

type Rotation = { id: string; status: string; byKey: Record<string, number> };
const TOKEN = 'a secret that dies with its workspace';
let owner: Mesh;
beforeAll(async () => {
  owner = await findMesh();
});

/** How many workspace keys the root keys wrap, from a rotation that has nothing to do. */
async function wrappedKeys(): Promise<number> {
  const begun = await ask<Rotation>(owner, 'POST', '/v1/key-rotations', { body: { scope: 'root' } });
  for (let rotation = begun.body; ; await sleep(200)) {
    rotation = (await ask<Rotation>(owner, 'GET', `/v1/key-rotations/${rotation.id}`)).body;
    if (rotation.status !== 'running') return Object.values(rotation.byKey).reduce((sum, keys) => sum + keys, 0);
  }
}

test('who deletes a workspace ends its keys, and the key of its secrets is destroyed everywhere', async () => {
  const name = `short-lived-${Date.now()}`;
  const made = await ask<{ id: string; apiKey: string }>(owner, 'POST', '/v1/workspaces', { body: { name } });
  const dying = { ...owner, apiKey: made.body.apiKey, workspaceId: made.body.id };
  const credential = { name: 'api', type: 'http-bearer', data: { token: TOKEN } };
  const { body } = await ask<{ id: string }>(dying, 'POST', '/v1/credentials', { body: credential });
  const revealed = await ask<{ data: object }>(dying, 'POST', `/v1/credentials/${body.id}/reveal`);
  expect(revealed.body.data).toEqual({ token: TOKEN });
  const before = await wrappedKeys();

  await expect(ask(owner, 'DELETE', `/v1/workspaces/${dying.workspaceId}`)).rejects.toMatchObject({ status: 404 });
  expect((await ask(dying, 'DELETE', `/v1/workspaces/${dying.workspaceId}`)).status).toBe(204);
  await expect(ask(dying, 'POST', `/v1/credentials/${body.id}/reveal`)).rejects.toMatchObject({ status: 401 });
  // The key that chains its audit stays; the one that encrypted its secrets is gone.
  await expect.poll(wrappedKeys, { timeout: 20_000, interval: 500 }).toBe(before - 1);
});

test('the workspace that the mesh starts with stays', async () => {
  await expect(ask(owner, 'DELETE', `/v1/workspaces/${owner.workspaceId}`)).rejects.toMatchObject({ code: 'conflict' });
});
