import { z } from 'zod';
import { credentialPath } from './credential-shapes.ts';
import { id } from './id.ts';
import { noStore } from './no-store.ts';
import { defineOperation } from './operation.ts';

export const startOAuth2 = defineOperation({
  service: 'credentials',
  name: 'startOAuth2',
  summary: 'Begin to connect a credential with OAuth 2.0.',
  description:
    'Send a person to `authorizationUrl` within 10 minutes; the authorization server sends them back to `finishOAuth2`. New data has to be connected again.',
  scope: 'credentials:write',
  http: { method: 'POST', path: '/v1/credentials/{credentialId}/oauth2/start', status: 200, headers: noStore },
  params: credentialPath,
  output: z.object({ authorizationUrl: z.url() }),
  errors: [
    'not-found',
    'unprocessable',
    'credential-expired',
    'credential-unreadable',
    'version-rollback',
    'audit-unavailable',
  ],
});

export const finishOAuth2 = defineOperation({
  service: 'credentials',
  name: 'finishOAuth2',
  summary: 'Come back from an authorization server.',
  description: 'Needs no key: `state` is known to the browser that began it, counts once and for 10 minutes.',
  scope: 'public',
  http: { method: 'GET', path: '/v1/oauth2/callback', status: 200, headers: noStore },
  query: z.object({
    state: z.string().regex(/^ws_[0-7][0-9a-hjkmnp-tv-z]{25}\.[A-Za-z0-9_-]{43}$/, 'expected the state of a start'),
    code: z.string().min(1).max(4_096).optional(),
    error: z.string().max(256).optional(),
  }),
  output: z.object({ credentialId: id('cred'), name: z.string(), connected: z.boolean() }),
  errors: [
    'unprocessable',
    'credential-expired',
    'credential-unreadable',
    'version-rollback',
    'egress-failed',
    'audit-unavailable',
  ],
  deadlineMs: 20_000,
});
