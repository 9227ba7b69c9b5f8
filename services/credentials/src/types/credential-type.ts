import { credentialType as shown } from '@mesh/contracts/credential-shapes';
import { z } from 'zod';
import { oauth2 } from './oauth2.ts';

/** Text in which `{field}` stands for the value of a field, and `{access_token}` for an OAuth2 token. */
const template = z.string();
/** The part applies only if these fields have these values. */
const when = z.record(z.string(), z.union([z.string(), z.boolean()])).optional();

const injection = z.discriminatedUnion('as', [
  z.strictObject({ as: z.literal('bearer'), token: template, when }),
  z.strictObject({ as: z.literal('basic'), username: template, password: template, when }),
  z.strictObject({ as: z.literal('header'), name: template, value: template, when }),
  z.strictObject({ as: z.literal('query'), name: template, value: template, when }),
  z.strictObject({ as: z.literal('path'), prefix: template, when }),
  z.strictObject({
    as: z.literal('aws-sigv4'),
    accessKeyId: template,
    secretAccessKey: template,
    sessionToken: template,
    region: template,
    service: z.string().optional(),
    when,
  }),
]);
export type Injection = z.infer<typeof injection>;

const testCall = z.strictObject({
  method: z.enum(['GET', 'POST']),
  url: template,
  body: z.record(z.string(), z.unknown()).optional(),
  /** Members that the JSON answer must have, besides a status of 2xx. */
  expect: z.record(z.string(), z.unknown()).optional(),
});
export type TestCall = z.infer<typeof testCall>;

/** A type as defined in its file under `catalogue/`. */
export const credentialType = z.strictObject({
  ...shown.omit({ testable: true, connectable: true }).shape,
  fields: z.array(z.strictObject(shown.shape.fields.element.shape)),
  /** How the broker puts the secret into a call. A part with missing fields is omitted. */
  inject: z.array(injection),
  oauth2: oauth2.optional(),
  /** A call without side effects, or `token`: obtaining an access token is the test. */
  test: z.union([testCall, z.literal('token')]).optional(),
});
export type CredentialType = z.infer<typeof credentialType>;
export type Field = CredentialType['fields'][number];
