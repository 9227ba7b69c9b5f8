import { z } from 'zod';

const template = z.string();
const tokens = {
  tokenUrl: template,
  scope: template.optional(),
  /** How the client authenticates: by HTTP Basic, or in the form (RFC 6749, 2.3.1). */
  clientAuthentication: z.enum(['basic', 'body']),
};

/** How access tokens are obtained. Client id and secret are the fields `client_id` and `client_secret`. */
export const oauth2 = z.discriminatedUnion('grant', [
  z.strictObject({
    grant: z.literal('authorization-code'),
    authorizationUrl: template,
    parameters: z.record(z.string(), z.string()).optional(),
    ...tokens,
  }),
  z.strictObject({ grant: z.literal('client-credentials'), ...tokens }),
  z.strictObject({
    grant: z.literal('jwt-bearer'),
    tokenUrl: template,
    scope: template,
    issuer: template,
    privateKey: template,
  }),
]);
export type OAuth2 = z.infer<typeof oauth2>;
