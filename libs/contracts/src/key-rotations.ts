import { z } from 'zod';
import { id } from './id.ts';
import { noStore } from './no-store.ts';
import { defineOperation } from './operation.ts';
import { page, pageOf } from './page.ts';
import { timestamp } from './timestamp.ts';

const rotationScopes = ['root', 'workspace'] as const;
export const keyRotation = z.object({
  id: id('rot'),
  scope: z.enum(rotationScopes),
  target: z.string().meta({ description: 'The key that all shall be under.' }),
  status: z
    .enum(['running', 'completed', 'incomplete'])
    .meta({ description: '`incomplete`: something does not open, because it was changed; its old key stays.' }),
  total: z.number(),
  done: z.number(),
  byKey: z.record(z.string(), z.number()).meta({
    description: 'What each key holds now. One with 0 may be taken away.',
    examples: [{ bb121cf2b01f8ccf: 12 }],
  }),
  createdAt: timestamp,
  endedAt: timestamp.nullable(),
});

/** Changes with the progress of a rotation and with what each key holds, including values stored since. */
export const keyRotationEtag = ({ id, status, done, total, byKey }: z.output<typeof keyRotation>) =>
  `"${[id, status, done, total, ...Object.values(byKey)].join('-')}"`;

export const startKeyRotation = defineOperation({
  service: 'credentials',
  name: 'startKeyRotation',
  summary: 'Rotate keys while everything goes on.',
  description:
    '`workspace` makes a new key of the workspace and seals all its secrets with it. `root` wraps the keys of all workspaces with the root key that stands first in the configuration.',
  scope: 'credentials:rotate',
  creates: 'rot',
  http: {
    method: 'POST',
    path: '/v1/key-rotations',
    status: 202,
    location: ({ id }) => `/v1/key-rotations/${id}`,
    headers: noStore,
  },
  body: z.strictObject({ scope: z.enum(rotationScopes) }),
  output: keyRotation,
  errors: ['conflict', 'audit-unavailable'],
});

export const listKeyRotations = defineOperation({
  service: 'credentials',
  name: 'listKeyRotations',
  summary: 'List the rotations of keys that the workspace has asked for.',
  scope: 'credentials:read',
  http: { method: 'GET', path: '/v1/key-rotations', status: 200, headers: noStore },
  query: z.strictObject(page),
  output: pageOf(keyRotation),
});

export const getKeyRotation = defineOperation({
  service: 'credentials',
  name: 'getKeyRotation',
  summary: 'Read how far a rotation of keys has come.',
  scope: 'credentials:read',
  http: { method: 'GET', path: '/v1/key-rotations/{rotationId}', status: 200, etag: keyRotationEtag, headers: noStore },
  params: z.strictObject({ rotationId: id('rot') }),
  output: keyRotation,
  errors: ['not-found'],
});

export const destroyWorkspaceKeys = defineOperation({
  service: 'credentials',
  name: 'destroyWorkspaceKeys',
  summary: 'Destroy the keys of a workspace, so that its secrets are unreadable for ever.',
  scope: 'workspaces:write',
  callers: ['gateway'],
  output: z.object({ destroyed: z.number() }),
  errors: ['audit-unavailable'],
});
