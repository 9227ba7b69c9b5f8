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

export const credentialRefreshFailed = defineEvent({
  service: 'credentials',
  type: 'mesh.credentials.credential.refresh-failed.v1',
  topic: 'credentials.credential.refresh-failed',
  summary: 'The access token of a credential could not be renewed. Told once until it recovers.',
  data: z.object({ ...named, reason: z.string() }),
});

export const credentialRecovered = defineEvent({
  service: 'credentials',
  type: 'mesh.credentials.credential.recovered.v1',
  topic: 'credentials.credential.recovered',
  summary: 'The access token of a credential has been renewed again after failures.',
  data: z.object(named),
});

export const credentialExpiring = defineEvent({
  service: 'credentials',
  type: 'mesh.credentials.credential.expiring.v1',
  topic: 'credentials.credential.expiring',
  summary: 'A credential expires within 30, 7 or 1 days. Told once for each.',
  data: z.object({
    ...named,
    expiresAt: z.string(),
    days: z.number(),
    dependents: z.array(
      z.object({ workflowId: id('wf'), namespace: z.string(), name: z.string(), version: z.string() }),
    ),
  }),
});

export const credentialManyReveals = defineEvent({
  service: 'credentials',
  type: 'mesh.credentials.credential.many-reveals.v1',
  topic: 'credentials.credential.many-reveals',
  summary: 'Somebody has revealed more than 100 credentials within a minute and is refused for the rest of it.',
  data: z.object({ actorId: z.string(), actorType: z.string(), reveals: z.number() }),
});

export const auditCheckpointed = defineEvent({
  service: 'credentials',
  type: 'mesh.credentials.audit.checkpointed.v1',
  topic: 'credentials.audit.checkpointed',
  summary: 'The head of the audit chain has been signed. Who keeps this can prove a cut tail.',
  data: z.object({ seq: z.number(), note: z.string().meta({ description: 'A signed note of C2SP, Ed25519.' }) }),
});
