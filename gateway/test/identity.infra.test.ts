import { formatApiKey, newApiKey } from '@mesh/contracts/api-key';
import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import { openDatabase } from '@mesh/database/open';
import { outboxMigrations } from '@mesh/outbox/migrations';
import { silent } from '@mesh/runtime/log';
import { freshDatabase } from '@mesh/testing/database';
import { expect, test } from 'vitest';
import { migrations } from '../src/db/migrations.ts';
import type { Schema } from '../src/db/schema.ts';
import { gatewayApp } from '../src/http/app.ts';
import { apiKeyOperations } from '../src/identity/api-keys.ts';
import { authenticate } from '../src/identity/authenticate.ts';
import { bootstrap } from '../src/identity/bootstrap.ts';
import { workspaceOperations } from '../src/identity/workspaces.ts';

const pepper = 'p'.repeat(32);

test('a key is made with fewer rights, used, refused where it has none, and revoked', async () => {
  await using fresh = await freshDatabase({ folders: [outboxMigrations, migrations] });
  await using db = openDatabase<Schema>({ url: fresh.url, log: silent });
  const first = formatApiKey(newApiKey());
  await bootstrap(db, { workspaceId: newId('ws'), apiKey: first, pepper });
  const app = gatewayApp({
    log: silent,
    locals: [...workspaceOperations(db, pepper), ...apiKeyOperations(db, pepper)],
    whoAsks: (request) => authenticate(db, pepper, request.headers),
    bus: () => {
      throw new MeshError('unavailable', 'there is no broker in this test');
    },
  });
  const ask = (key: string, method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) =>
    app.inject({ method, url, headers: { 'x-api-key': key }, ...(payload && { payload }) });

  const made = await ask(first, 'POST', '/v1/api-keys', { name: 'reader', scopes: ['keys:read'] });
  expect(made.statusCode).toBe(201);
  const { id, key } = made.json();
  expect((await ask(key, 'GET', '/v1/me')).json()).toMatchObject({ principal: { id }, scopes: ['keys:read'] });
  expect((await ask(key, 'POST', '/v1/api-keys', { name: 'x', scopes: ['keys:read'] })).statusCode).toBe(403);

  const other = await ask(first, 'POST', '/v1/workspaces', { name: 'other' });
  expect(other.statusCode).toBe(201);
  expect((await ask(first, 'GET', `/v1/workspaces/${other.json().id}`)).statusCode).toBe(404);
  expect((await ask(other.json().apiKey, 'DELETE', `/v1/api-keys/${id}`)).statusCode).toBe(404);

  expect((await ask(first, 'DELETE', `/v1/api-keys/${id}`)).statusCode).toBe(204);
  expect((await ask(key, 'GET', '/v1/me')).statusCode).toBe(401);
  await app.close();
});
