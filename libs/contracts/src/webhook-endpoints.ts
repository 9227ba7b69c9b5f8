import { z } from 'zod';
import { id, idsOf } from './id.ts';
import { ifMatch } from './if-match.ts';
import { noStore } from './no-store.ts';
import { defineOperation } from './operation.ts';
import { overlapSeconds } from './overlap.ts';
import { page, pageOf } from './page.ts';
import { timestamp } from './timestamp.ts';
import { typePattern } from './type-pattern.ts';

const url = z.url({ protocol: /^https?$/ }).max(2_048);
const types = z
  .array(typePattern)
  .min(1)
  .max(100)
  .meta({ description: 'Types of events; each may end in `*`, and `*` alone is every event.' });
const endpoint = z.object({
  id: id('whk'),
  url: z.string(),
  types: z.array(z.string()),
  enabled: z.boolean().meta({ description: 'Goes off by itself when the endpoint answers 410.' }),
  revision: z.int().meta({ description: 'Is another after each change.' }),
  createdAt: timestamp,
});
const endpointWithSecret = endpoint.extend({
  secret: z.string().meta({ description: '`whsec_…`, shown this once.' }),
});
export const webhookEndpointEtag = ({ revision }: { revision: number }) => `"${revision}"`;
const params = z.strictObject({ endpointId: id('whk') });
const deliveryId = idsOf(
  'delivery',
  z
    .string()
    .regex(/^\d{1,15}$/, 'expected the id of a delivery')
    .meta({ examples: ['42'] }),
);
const delivery = z.object({
  id: deliveryId,
  type: z.string(),
  status: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.int(),
  nextAttemptAt: timestamp.nullable(),
  responseStatus: z.int().nullable(),
  error: z.string().nullable(),
  createdAt: timestamp,
});

export const createWebhookEndpoint = defineOperation({
  service: 'gateway',
  name: 'createWebhookEndpoint',
  summary: 'Have events posted to an address, signed by Standard Webhooks.',
  scope: 'events:write',
  http: {
    method: 'POST',
    path: '/v1/webhook-endpoints',
    status: 201,
    location: (answer) => `/v1/webhook-endpoints/${answer.id}`,
    etag: webhookEndpointEtag,
    headers: noStore,
  },
  creates: 'whk',
  body: z.strictObject({ url, types }),
  output: endpointWithSecret,
  errors: ['egress-denied'],
});

export const listWebhookEndpoints = defineOperation({
  service: 'gateway',
  name: 'listWebhookEndpoints',
  summary: 'List the webhook endpoints of the workspace, never their secrets.',
  scope: 'events:read',
  http: { method: 'GET', path: '/v1/webhook-endpoints', status: 200 },
  query: z.strictObject(page),
  output: pageOf(endpoint),
});

export const getWebhookEndpoint = defineOperation({
  service: 'gateway',
  name: 'getWebhookEndpoint',
  summary: 'Read a webhook endpoint, never its secret.',
  scope: 'events:read',
  http: { method: 'GET', path: '/v1/webhook-endpoints/{endpointId}', status: 200, etag: webhookEndpointEtag },
  params,
  output: endpoint,
  errors: ['not-found'],
});

export const updateWebhookEndpoint = defineOperation({
  service: 'gateway',
  name: 'updateWebhookEndpoint',
  summary: 'Change where a webhook endpoint is, what it gets, or whether it gets anything.',
  scope: 'events:write',
  http: { method: 'PATCH', path: '/v1/webhook-endpoints/{endpointId}', status: 200, etag: webhookEndpointEtag },
  params,
  headers: ifMatch,
  body: z.strictObject({ url: url.optional(), types: types.optional(), enabled: z.boolean().optional() }),
  output: endpoint,
  errors: ['not-found', 'egress-denied', 'precondition-failed'],
});

export const deleteWebhookEndpoint = defineOperation({
  service: 'gateway',
  name: 'deleteWebhookEndpoint',
  summary: 'Delete a webhook endpoint and its deliveries.',
  scope: 'events:write',
  http: { method: 'DELETE', path: '/v1/webhook-endpoints/{endpointId}', status: 204 },
  params,
  headers: ifMatch,
  output: z.object({}),
  errors: ['not-found', 'precondition-failed'],
});

export const rotateWebhookSecret = defineOperation({
  service: 'gateway',
  name: 'rotateWebhookSecret',
  summary:
    'Give a webhook endpoint another secret; what is posted is signed with the one before too until the overlap ends.',
  description:
    'All former secrets end with the overlap at the latest, so that none of them signs with an overlap of 0.',
  scope: 'events:write',
  http: {
    method: 'POST',
    path: '/v1/webhook-endpoints/{endpointId}/rotate',
    status: 200,
    takesKey: true,
    etag: webhookEndpointEtag,
    headers: noStore,
  },
  params,
  body: z.strictObject({ overlapSeconds }),
  output: endpointWithSecret,
  errors: ['not-found', 'conflict'],
});

export const listWebhookDeliveries = defineOperation({
  service: 'gateway',
  name: 'listWebhookDeliveries',
  summary: 'List what was and will be delivered to a webhook endpoint, for a week.',
  scope: 'events:read',
  http: { method: 'GET', path: '/v1/webhook-endpoints/{endpointId}/deliveries', status: 200 },
  params,
  query: z.strictObject(page),
  output: pageOf(delivery),
  errors: ['not-found'],
});

export const redeliverWebhook = defineOperation({
  service: 'gateway',
  name: 'redeliverWebhook',
  summary: 'Deliver an event again, from the first attempt on.',
  scope: 'events:write',
  http: {
    method: 'POST',
    path: '/v1/webhook-endpoints/{endpointId}/deliveries/{deliveryId}/redeliver',
    status: 202,
    takesKey: true,
  },
  params: z.strictObject({ endpointId: id('whk'), deliveryId }),
  output: delivery,
  errors: ['not-found'],
});
