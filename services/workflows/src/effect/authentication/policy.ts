import { z } from 'zod';
import { clientAuthentications, encodings, grants } from '../../definition/dsl/authentication.ts';
import { handlesIn } from '../../expression/secret-handles.ts';

const secret = z.object({ use: z.string() });
const userAndPassword = z.object({ username: z.string(), password: z.string() });
const token = z.object({ token: z.string(), type: z.string() });

const granted = {
  authority: z.string(),
  grant: z.enum(grants),
  client: z
    .object({
      id: z.string().optional(),
      secret: z.string().optional(),
      assertion: z.string().optional(),
      authentication: z.enum(clientAuthentications).default('client_secret_post'),
    })
    .prefault({}),
  request: z
    .object({
      encoding: z.enum(encodings).default('application/x-www-form-urlencoded'),
    })
    .prefault({}),
  issuers: z.array(z.string()).default([]),
  scopes: z.array(z.string()).default([]),
  audiences: z.array(z.string()).default([]),
  username: z.string().optional(),
  password: z.string().optional(),
  subject: token.optional(),
  actor: token.optional(),
};
const oauth2 = z.object({
  ...granted,
  endpoints: z.object({ token: z.string().default('/oauth2/token') }).prefault({}),
});
const oidc = z.object(granted);

/** An evaluated authentication policy: inline, or the name of the secret that holds it. */
export const authentication = z.union([
  z.object({ basic: z.union([secret, userAndPassword]) }),
  z.object({ bearer: z.union([secret, z.object({ token: z.string() })]) }),
  z.object({ digest: z.union([secret, userAndPassword]) }),
  z.object({ oauth2: z.union([secret, oauth2]) }),
  z.object({ oidc: z.union([secret, oidc]) }),
  secret,
]);

export type Authentication = z.infer<typeof authentication>;
export type UserAndPassword = z.infer<typeof userAndPassword>;
/** How to get a token; `endpoints` if there is no discovery. */
export type Granting = z.infer<typeof oidc> & { readonly endpoints?: { readonly token: string } };

/** Name or id of the credential that a policy uses; undefined if it is self-contained. */
export function credentialIn(policy: Authentication): string | undefined {
  if ('use' in policy) return policy.use;
  const [given] = Object.values(policy) as [object];
  return 'use' in given ? String(given.use) : undefined;
}

/** Whether a policy uses a credential: by name, or by a handle of one of these secrets. */
export function takesSecret(policy: Authentication, secrets: readonly string[] = []): boolean {
  const handles = [...handlesIn(JSON.stringify(policy)).values()];
  return credentialIn(policy) !== undefined || handles.some(({ name }) => secrets.includes(name));
}

/** The token of a bearer policy that does not use a credential. */
export function bearerIn(policy: Authentication | undefined): { readonly token?: string } {
  return policy && 'bearer' in policy && 'token' in policy.bearer ? policy.bearer : {};
}
