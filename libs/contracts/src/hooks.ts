import { z } from 'zod';
import { id } from './id.ts';
import { ifMatch } from './if-match.ts';
import { noStore } from './no-store.ts';
import { defineOperation } from './operation.ts';
import { overlapSeconds } from './overlap.ts';
import { page, pageOf } from './page.ts';
import { timestamp } from './timestamp.ts';
import { workflowPath } from './workflows.ts';

const header = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/, 'expected the name of a header in lower case')
  .meta({ examples: ['x-signature'] });

const field = z
  .string()
  .min(1)
  .max(64)
  .meta({ examples: ['event_id'] });

const placeholders: ReadonlySet<string> = new Set(['{body}', '{timestamp}', '{id}']);

/** Any other HMAC. Refuses a description that proves nothing: an unsigned time, a signature without the body. */
const hmac = z
  .strictObject({
    scheme: z.literal('hmac'),
    header: header.meta({ description: 'Holds the signature.' }),
    algorithm: z.enum(['sha1', 'sha256', 'sha512']).default('sha256'),
    encoding: z.enum(['hex', 'base64']).default('hex'),
    prefix: z.string().max(32).default('').meta({ description: 'Stands before the signature, such as `sha256=`.' }),
    signed: z
      .string()
      .max(128)
      .default('{body}')
      .meta({ description: 'What is signed, of `{body}`, `{timestamp}` and `{id}`: `v0:{timestamp}:{body}`.' }),
    timestampHeader: header.optional().meta({ description: 'Holds the time of sending, in seconds since 1970.' }),
    idHeader: header.optional().meta({ description: 'Names the message. Without it, what is signed names it.' }),
    idField: field
      .optional()
      .meta({ description: 'Names the message, in the JSON that is sent: `event_id` of Slack.' }),
    challenge: field.optional().meta({
      description:
        'Is in the JSON that is sent where the sender wants to have it back, as Slack does when it is told the address: it is answered, and nothing begins.',
    }),
  })
  .refine(({ signed }) => signed.split('{body}').length === 2, {
    path: ['signed'],
    message: '`{body}` must be signed, once',
  })
  .refine(({ signed, timestampHeader: at }) => signed.includes('{timestamp}') === (at !== undefined), {
    path: ['timestampHeader'],
    message: 'a time counts where it is signed: name its header and write `{timestamp}` into `signed`, or neither',
  })
  .refine(({ idHeader, idField }) => idHeader === undefined || idField === undefined, {
    path: ['idField'],
    message: 'a message has one name: say `idHeader` or `idField`',
  })
  .refine(({ signed, idHeader }) => !signed.includes('{id}') || idHeader !== undefined, {
    path: ['idHeader'],
    message: '`{id}` is signed: name its header',
  });

export const hookVerification = z.discriminatedUnion('scheme', [
  z.strictObject({ scheme: z.literal('standard') }).meta({ description: 'Standard Webhooks 1.0.' }),
  z.strictObject({ scheme: z.literal('github') }),
  z.strictObject({ scheme: z.literal('stripe') }),
  hmac,
]);
/** A misspelt placeholder would be literal, and no signature would ever match. */
const givenVerification = hookVerification.refine(
  (how) => how.scheme !== 'hmac' || how.signed.match(/\{\w*\}/g)?.every((one) => placeholders.has(one)),
  { path: ['signed'], message: 'expected no other placeholder than `{body}`, `{timestamp}` and `{id}`' },
);

const hook = z.object({
  id: id('hook'),
  path: z.string().meta({ description: 'Where it is called: `POST` to it, without an API key.' }),
  workflow: z.string().meta({ description: 'An id, or `namespace/name` for the latest version.' }),
  verify: hookVerification,
  input: z.enum(['body', 'request']),
  createdAt: timestamp,
});
/** A hook never changes until it is deleted. */
export const hookEtag = ({ id }: { id: string }) => `"${id}"`;
const params = z.strictObject({ hookId: id('hook') });
const secret = z
  .string()
  .min(16)
  .max(256)
  .optional()
  .meta({ description: 'What the sender signs with. Made up by default; of Standard Webhooks it is `whsec_…`.' });
const hookWithSecret = hook.extend({ secret: z.string().meta({ description: 'Shown this once.' }) });

export const createHook = defineOperation({
  service: 'gateway',
  name: 'createHook',
  summary: 'Let a stranger start a workflow by a signed webhook.',
  description:
    'Named by `namespace/name` it is the latest version at each call. Its executions may do what the caller may, who needs the scope executions:write as well.',
  scope: 'workflows:write',
  http: {
    method: 'POST',
    path: '/v1/workflows/{workflowId}/hooks',
    status: 201,
    location: (made) => `/v1/hooks/${made.id}`,
    etag: hookEtag,
    headers: noStore,
  },
  creates: 'hook',
  params: workflowPath,
  body: z.strictObject({
    verify: givenVerification,
    secret,
    input: z
      .enum(['body', 'request'])
      .default('body')
      .meta({ description: '`body`: the input is the JSON that was sent. `request`: it is `{headers, body}`.' }),
  }),
  output: hookWithSecret,
  errors: ['not-found'],
});

export const listHooks = defineOperation({
  service: 'gateway',
  name: 'listHooks',
  summary: 'List the webhooks that start a workflow, never their secrets.',
  description: 'Those of all versions of the workflow.',
  scope: 'workflows:read',
  http: { method: 'GET', path: '/v1/workflows/{workflowId}/hooks', status: 200 },
  params: workflowPath,
  query: z.strictObject(page),
  output: pageOf(hook),
  errors: ['not-found'],
});

export const getHook = defineOperation({
  service: 'gateway',
  name: 'getHook',
  summary: 'Read a webhook that starts a workflow, never its secret.',
  scope: 'workflows:read',
  http: { method: 'GET', path: '/v1/hooks/{hookId}', status: 200, etag: hookEtag },
  params,
  output: hook,
  errors: ['not-found'],
});

export const rotateHookSecret = defineOperation({
  service: 'gateway',
  name: 'rotateHookSecret',
  summary:
    'Give a webhook that starts a workflow another secret; the one before goes on working until the overlap ends.',
  description:
    'All former secrets end with the overlap at the latest, so that none of them is good with an overlap of 0. The caller needs the scopes that the hook has.',
  scope: 'workflows:write',
  http: { method: 'POST', path: '/v1/hooks/{hookId}/rotate', status: 200, takesKey: true, headers: noStore },
  params,
  body: z.strictObject({ overlapSeconds, secret }),
  output: hookWithSecret,
  errors: ['not-found', 'conflict'],
});

export const deleteHook = defineOperation({
  service: 'gateway',
  name: 'deleteHook',
  summary: 'Delete a webhook: calls of it answer 404 within seconds.',
  scope: 'workflows:write',
  http: { method: 'DELETE', path: '/v1/hooks/{hookId}', status: 204 },
  params,
  headers: ifMatch,
  output: z.object({}),
  errors: ['not-found', 'precondition-failed'],
});
