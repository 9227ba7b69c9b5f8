import { z } from 'zod';
import { credentialName, credentialPath, environmentName, fieldValue, USUAL_ENVIRONMENT } from './credential-shapes.ts';
import { httpMethod } from './http-method.ts';
import { id } from './id.ts';
import { noStore } from './no-store.ts';
import { defineOperation } from './operation.ts';
import { timestamp } from './timestamp.ts';

/** Largest call in bytes, and largest binary body. */
export const BROKER_BYTES = 10 * 1024 * 1024;
/** The call is searched for each of them. */
const MOST_PLACEHOLDERS = 50;
const BROKER_BASE64 = 4 * Math.ceil(BROKER_BYTES / 3);

export const revealCredential = defineOperation({
  service: 'credentials',
  name: 'revealCredential',
  summary: 'Read the secrets of a credential. Always audited.',
  scope: 'credentials:reveal',
  http: { method: 'POST', path: '/v1/credentials/{credentialId}/reveal', status: 200, headers: noStore },
  params: credentialPath,
  output: z.object({ data: z.record(z.string(), fieldValue), version: z.number() }),
  errors: [
    'not-found',
    'forbidden',
    'rate-limited',
    'credential-expired',
    'credential-unreadable',
    'version-rollback',
    'audit-unavailable',
  ],
});

export const brokerCall = defineOperation({
  service: 'credentials',
  name: 'brokerCall',
  summary: 'Make an HTTP call with the secret put in; the caller never sees it.',
  description:
    'Only towards the `allowedHosts` of the credential; redirects are checked again. The answer is scrubbed of the secret. A `body` that is no text is sent as JSON.',
  scope: 'credentials:use',
  callers: ['workflows', 'plugins', 'vectors'],
  http: {
    method: 'POST',
    path: '/v1/credentials/{credentialId}/broker',
    status: 200,
    maxBytes: BROKER_BYTES,
    headers: noStore,
  },
  params: z.strictObject({
    credentialId: z.union([id('cred'), credentialName]).meta({ description: 'An id, or a name in `environment`.' }),
  }),
  query: z.strictObject({ environment: environmentName.default(USUAL_ENVIRONMENT) }),
  body: z.strictObject({
    method: httpMethod,
    url: z.string().max(8_192),
    headers: z.record(z.string().max(256), z.string().max(16_384)).default({}),
    body: z.unknown().optional(),
    bytes: z
      .base64()
      .max(BROKER_BASE64)
      .optional()
      .meta({ description: 'A body that is no text, in base64, in place of `body`.', examples: ['iVBORw0KGgo='] }),
    idempotencyKey: z
      .string()
      .regex(/^[\x21-\x7e]{1,255}$/, 'expected 1 to 255 visible ASCII characters')
      .optional()
      .meta({ description: 'Sent on as `Idempotency-Key`.' }),
    repeatable: z.boolean().default(false).meta({
      description:
        'Whether it does no harm if the other side sees the call twice: what meets a connection as it is closed there is sent again.',
    }),
    placeholders: z
      .record(z.string().min(12).max(1_000), z.string().max(64))
      .refine((given) => Object.keys(given).length <= MOST_PLACEHOLDERS, `expected at most ${MOST_PLACEHOLDERS}`)
      .default({})
      .meta({
        description:
          'Texts in path, query, headers and body that give way to fields of the credential, at most 50. An empty name is its only secret field.',
        examples: [{ '<the api key>': 'api_key' }],
      }),
    redirects: z.number().int().min(0).max(3).optional().meta({
      description: 'Most redirects that are followed: 3 by default. With 0 the redirecting answer itself is given.',
    }),
    inject: z.boolean().default(true).meta({ description: 'Whether the secret also goes where its type puts it.' }),
  }),
  output: z.object({
    status: z.number(),
    headers: z.record(z.string(), z.string()),
    body: z
      .unknown()
      .meta({ description: 'The value of a JSON body, the text of another, base64 of what is no text.' }),
    bodyKind: z.enum(['json', 'text', 'base64', 'none']),
  }),
  errors: [
    'not-found',
    'unprocessable',
    'credential-expired',
    'credential-host-denied',
    'credential-unreadable',
    'version-rollback',
    'egress-denied',
    'egress-failed',
    'audit-unavailable',
  ],
  deadlineMs: 35_000,
});

export const testCredential = defineOperation({
  service: 'credentials',
  name: 'testCredential',
  summary: 'Try a credential by a real call that changes nothing.',
  scope: 'credentials:use',
  http: { method: 'POST', path: '/v1/credentials/{credentialId}/test', status: 200, headers: noStore },
  params: credentialPath,
  output: z.object({ success: z.boolean(), message: z.string(), testedAt: timestamp }),
  errors: [
    'not-found',
    'unprocessable',
    'credential-expired',
    'credential-host-denied',
    'credential-unreadable',
    'version-rollback',
    'audit-unavailable',
  ],
  deadlineMs: 35_000,
});
