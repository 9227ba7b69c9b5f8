import { z } from 'zod';
import { defineEvent } from './event.ts';
import { id } from './id.ts';

export const workspaceCreated = defineEvent({
  service: 'gateway',
  type: 'mesh.gateway.workspace.created.v1',
  topic: 'gateway.workspace.created',
  summary: 'A workspace has been created.',
  data: z.object({ workspaceId: id('ws'), name: z.string() }),
});

export const workspaceDeleted = defineEvent({
  service: 'gateway',
  type: 'mesh.gateway.workspace.deleted.v1',
  topic: 'gateway.workspace.deleted',
  summary: 'A workspace has been deleted. Whoever keeps something of it destroys that.',
  data: z.object({ workspaceId: id('ws') }),
});

export const apiKeyCreated = defineEvent({
  service: 'gateway',
  type: 'mesh.gateway.api-key.created.v1',
  topic: 'gateway.api-key.created',
  summary: 'An API key has been created.',
  data: z.object({ apiKeyId: id('key'), name: z.string() }),
});

export const apiKeyRevoked = defineEvent({
  service: 'gateway',
  type: 'mesh.gateway.api-key.revoked.v1',
  topic: 'gateway.api-key.revoked',
  summary: 'An API key has been revoked.',
  data: z.object({ apiKeyId: id('key') }),
});
