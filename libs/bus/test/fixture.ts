import { newId } from '@mesh/contracts/id';
import { defineOperation, type Service, services } from '@mesh/contracts/operation';
import type { Principal } from '@mesh/contracts/principal';
import { silent } from '@mesh/runtime/log';
import { z } from 'zod';
import { type BusOptions, connectBus } from '../src/connect.ts';
import { generatePrincipalKeys } from '../src/principal-keys.ts';

export const keys = generatePrincipalKeys(services);

export const greet = defineOperation({
  service: 'vectors',
  name: 'greetPerson',
  summary: 'Greet somebody.',
  scope: 'vectors:read',
  http: { method: 'GET', path: '/v1/greet', status: 200 },
  callers: ['workflows'],
  query: z.strictObject({ times: z.string().transform(Number).optional() }),
  body: z.strictObject({ name: z.string().min(1) }),
  output: z.object({ text: z.string() }),
});

/** Somebody in a workspace of their own who may read vectors. */
export const somebody: Principal = {
  id: 'key_1',
  type: 'api-key',
  workspaceId: newId('ws'),
  scopes: ['vectors:read'],
};

export function open(name: Service, url: string, options: Partial<BusOptions> = {}) {
  return connectBus({
    url,
    name,
    log: silent,
    signingKey: keys.signingKeys[name],
    publicKeys: keys.publicKeys,
    about: { version: '1.2.3', commit: 'c0ffee' },
    ...options,
  });
}
