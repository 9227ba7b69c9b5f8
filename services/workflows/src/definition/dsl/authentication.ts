import { z } from 'zod';
import { choose, chooseByKey, isObject, textOr } from './choice.ts';
import { text, uriTemplate } from './values.ts';

export const grants = [
  'authorization_code',
  'client_credentials',
  'password',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:token-exchange',
] as const;
export const clientAuthentications = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'none',
] as const;
export const encodings = ['application/x-www-form-urlencoded', 'application/json'] as const;

const secret = z.strictObject({ use: z.string().min(1) });
const fromSecretOr = <S extends z.ZodType>(inline: S) =>
  choose<S | typeof secret>((value) => (isObject(value) && Object.hasOwn(value, 'use') ? secret : inline));

const userAndPassword = fromSecretOr(z.strictObject({ username: text, password: text }));
const token = z.strictObject({ token: text, type: text });
const oauth2Fields = {
  authority: uriTemplate.exactOptional(), // the specification takes no expression here
  grant: z.enum(grants).exactOptional(),
  client: z
    .strictObject({
      id: text.exactOptional(),
      secret: text.exactOptional(),
      assertion: text.exactOptional(),
      authentication: z.enum(clientAuthentications).exactOptional(),
    })
    .exactOptional(),
  request: z
    .looseObject({
      encoding: z.enum(encodings).exactOptional(),
    })
    .exactOptional(),
  issuers: z.array(text).exactOptional(),
  scopes: z.array(text).exactOptional(),
  audiences: z.array(text).exactOptional(),
  username: text.exactOptional(),
  password: text.exactOptional(),
  subject: token.exactOptional(),
  actor: token.exactOptional(),
} as const;
const endpoints = z.looseObject({
  token: text.exactOptional(),
  revocation: text.exactOptional(),
  introspection: text.exactOptional(),
});

const policies = {
  basic: z.strictObject({ basic: userAndPassword }),
  bearer: z.strictObject({ bearer: fromSecretOr(z.strictObject({ token: text })) }),
  digest: z.strictObject({ digest: userAndPassword }),
  oauth2: z.strictObject({
    oauth2: fromSecretOr(z.strictObject({ ...oauth2Fields, endpoints: endpoints.exactOptional() })),
  }),
  oidc: z.strictObject({ oidc: fromSecretOr(z.strictObject(oauth2Fields)) }),
} as const;

/** How to prove who calls. */
export const authenticationPolicy = chooseByKey(policies);
/** A policy, or the name of one in `use.authentications`. */
export const authentication = chooseByKey({ use: secret, ...policies });
/** The same, where the name may stand by itself. */
export const authenticationOrName = textOr(text, authentication);
