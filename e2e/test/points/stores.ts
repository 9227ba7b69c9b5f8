import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { zipSync } from 'fflate';
import { expect } from 'vitest';
import type { Mesh } from '../../src/mesh.ts';
import { patiently } from '../../src/patiently.ts';
import { COLLECTION } from './documents.ts';
import { keyed, refusedFor } from './keyed.ts';

const LOOK_MS = 250;
type Rotation = { id: string; status: string };
type Found = { items: { id: string }[] };

/** Writes to each service and reads what it wrote: everything answered with 2xx must be there. */
export class Stores {
  readonly #mesh: Mesh;
  #versions = Date.now() % 1_000_000_000;

  constructor(mesh: Mesh) {
    this.#mesh = mesh;
  }

  async run(): Promise<void> {
    await Promise.all([this.credential(), this.rotation(), this.plugin(), this.points(), this.apiKey()]);
  }

  #ask<T>(method: string, path: string, body?: object): Promise<T> {
    return keyed<T>(this.#mesh, method, path, body);
  }

  async credential(): Promise<void> {
    const credential = { name: `stored-${randomUUID()}`, type: 'http-bearer', data: { token: 'first' } };
    const { id } = await this.#ask<{ id: string }>('POST', '/v1/credentials', credential);
    await this.#ask('PATCH', `/v1/credentials/${id}`, { data: { token: 'second' } });
    const revealed = await this.#ask<{ data: object }>('POST', `/v1/credentials/${id}/reveal`);
    expect(revealed.data).toEqual({ token: 'second' });
    await this.#ask('DELETE', `/v1/credentials/${id}`).catch(refusedFor('not-found')); // the first answer was lost
  }

  /** Runs a rotation of each kind, except those refused because another is running. */
  async rotation(): Promise<void> {
    for (const scope of ['workspace', 'root']) {
      const begun = await this.#ask<Rotation>('POST', '/v1/key-rotations', { scope }).catch(refusedFor('conflict'));
      if (!begun) continue;
      let { status } = begun;
      for (; status === 'running'; await sleep(LOOK_MS))
        ({ status } = await this.#ask<Rotation>('GET', `/v1/key-rotations/${begun.id}`));
      expect(status).toBe('completed');
    }
  }

  async plugin(): Promise<void> {
    const version = `1.0.${++this.#versions}`;
    const told = { name: 'stored-kit', version, description: 'A plugin of a test.' };
    const called = {
      name: 'version',
      description: 'Tells its version.',
      file: 'version.js',
      input: { type: 'object' },
    };
    const files = {
      'plugin.json': JSON.stringify({ ...told, functions: [called] }),
      'version.js': `export default () => ({ version: '${version}' });`,
    };
    const zip = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])));
    const headers = { 'idempotency-key': randomUUID(), 'content-type': 'application/zip' };
    await patiently(this.#mesh, 'POST', '/v1/plugins', { bytes: new Uint8Array(zip), headers });
    await this.#ask('PUT', '/v1/installations/stored-kit', { version });
    const { output } = await this.#ask<{ output: object }>(
      'POST',
      '/v1/installations/stored-kit/functions/version/invoke',
      { input: {} },
    );
    expect(output).toEqual({ version });
  }

  async points(): Promise<void> {
    const id = randomUUID();
    const path = `/v1/collections/${COLLECTION}`;
    await this.#ask('POST', `${path}/points`, { points: [{ id, vector: [0, 1, 0], metadata: { id } }] });
    const question = { vector: [0, 1, 0], k: 1, filter: { id } };
    const { items } = await this.#ask<Found>('POST', `${path}/search`, question);
    expect(items.map((item) => item.id)).toEqual([id]);
    await this.#ask('POST', `${path}/points/delete`, { ids: [id] });
  }

  async apiKey(): Promise<void> {
    const body = { name: 'every-port', scopes: ['workflows:read'] };
    const { id, key } = await this.#ask<{ id: string; key: string }>('POST', '/v1/api-keys', body);
    await patiently({ ...this.#mesh, apiKey: key }, 'GET', '/v1/workflows');
    await this.#ask('DELETE', `/v1/api-keys/${id}`).catch(refusedFor('not-found'));
  }
}
