import { z } from 'zod';
import { defineOperation } from './operation.ts';

export const getNatsAccess = defineOperation({
  service: 'gateway',
  name: 'getNatsAccess',
  summary: 'Tell whether API keys may connect to NATS, and what they hear there.',
  description:
    'An API key with this scope is the token, or the password, of a connection that hears its workspace alone.',
  scope: 'events:read',
  http: { method: 'GET', path: '/v1/nats-access', status: 200 },
  output: z.object({
    available: z.boolean(),
    reason: z.enum(['server-too-old', 'not-configured']).optional().meta({
      description: 'Why not: nats-server is older than 2.10, or the gateway has no password of its own there.',
    }),
    subject: z.string().meta({ description: 'What such a connection may subscribe to, or any part of it.' }),
    serverVersion: z.string().optional(),
  }),
});
