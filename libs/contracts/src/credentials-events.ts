import { z } from 'zod';
import { defineEvent } from './event.ts';
import { id } from './id.ts';

const named = { credentialId: id('cred'), name: z.string(), type: z.string(), environment: z.string() };

export const credentialCreated = defineEvent({
  service: 'credentials',
  type: 'mesh.credentials.credential.created.v1',
  topic: 'credentials.credential.created',
  summary: 'A credential has been stored.',
  data: z.object({ ...named, version: z.number() }),
});

export const credentialUpdated = defineEvent({
  service: 'credentials',
  type: 'mesh.credentials.credential.updated.v1',
  topic: 'credentials.credential.updated',
  summary: 'A credential has been changed.',
  data: z.object({ ...named, version: z.number(), changed: z.array(z.string()) }),
});

export const credentialDeleted = defineEvent({
  service: 'credentials',
  type: 'mesh.credentials.credential.deleted.v1',
  topic: 'credentials.credential.deleted',
  summary: 'A credential has been deleted.',
  data: z.object(named),
});

export const credentialTested = defineEvent({
  service: 'credentials',
  type: 'mesh.credentials.credential.tested.v1',
  topic: 'credentials.credential.tested',
  summary: 'A credential has been tried by a real call.',
  data: z.object({ ...named, success: z.boolean() }),
});
