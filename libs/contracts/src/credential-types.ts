import { z } from 'zod';
import { credentialType } from './credential-shapes.ts';
import { defineOperation } from './operation.ts';
import { page, pageOf } from './page.ts';

export const listCredentialTypes = defineOperation({
  service: 'credentials',
  name: 'listCredentialTypes',
  summary: 'List the types that a credential can have.',
  scope: 'credentials:read',
  http: { method: 'GET', path: '/v1/credential-types', status: 200 },
  query: z.strictObject(page),
  output: pageOf(credentialType),
});

export const getCredentialType = defineOperation({
  service: 'credentials',
  name: 'getCredentialType',
  summary: 'Read a credential type: all that a form for it needs.',
  scope: 'credentials:read',
  http: { method: 'GET', path: '/v1/credential-types/{name}', status: 200 },
  params: z.strictObject({ name: z.string().max(64) }),
  output: credentialType,
  errors: ['not-found'],
});
