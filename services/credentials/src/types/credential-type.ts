import { credentialType as shown } from '@mesh/contracts/credentials';
import { z } from 'zod';

/** Text in which `{field}` stands for the value of a field. */
const template = z.string();

const injection = z.discriminatedUnion('as', [
  z.strictObject({ as: z.literal('bearer'), token: template }),
  z.strictObject({ as: z.literal('basic'), username: template, password: template }),
  z.strictObject({ as: z.literal('header'), name: template, value: template }),
  z.strictObject({ as: z.literal('query'), name: template, value: template }),
]);
export type Injection = z.infer<typeof injection>;

const testCall = z.strictObject({
  method: z.enum(['GET', 'POST']),
  url: template,
  /** Members that the JSON answer must have, besides a status of 2xx. */
  expect: z.record(z.string(), z.unknown()).optional(),
});
export type TestCall = z.infer<typeof testCall>;

/** A type as its file under `catalogue/` writes it. */
export const credentialType = z.strictObject({
  ...shown.omit({ testable: true }).shape,
  /** How the broker puts the secret into a call. A part whose fields are missing is left out. */
  inject: z.array(injection),
  test: testCall.optional(),
});
export type CredentialType = z.infer<typeof credentialType>;
export type Field = CredentialType['fields'][number];
