import { z } from 'zod';
import { allowedHost } from './allowed-host.ts';
import { id } from './id.ts';
import { hasNoControls } from './plain-text.ts';
import { text } from './text.ts';
import { timestamp } from './timestamp.ts';

/** Longest value of one secret field, in bytes of UTF-8. */
export const SECRET_BYTES = 64 * 1024;

export const credentialName = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,127}$/u, 'expected 1 to 128 letters, digits, spaces, dots, dashes and _')
  .refine((name) => !name.startsWith('cred_'), 'expected a name that is not like an id')
  .meta({ examples: ['answers-api'] });
export const environmentName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'expected 1 to 32 of a-z, 0-9 and -')
  .meta({ examples: ['production'] });
/** The default environment, in which workflows look up their secrets. */
export const USUAL_ENVIRONMENT = 'production';
export const label = text(64).refine(hasNoControls, 'expected a text without control characters');

const fieldTypes = ['string', 'number', 'boolean', 'enum'] as const;
export const fieldValue = z.union([z.string(), z.number(), z.boolean()], 'expected a text, a number, true or false');
export type FieldValue = z.infer<typeof fieldValue>;
export const fieldValues = z
  .record(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'expected the name of a field'), fieldValue)
  .meta({ description: 'A value for each field of the type.', examples: [{ token: 'the secret' }] });

export const credentialType = z.object({
  name: z.string(),
  title: z.string(),
  category: z.string(),
  description: z.string().optional(),
  documentationUrl: z.string().optional(),
  fields: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      type: z.enum(fieldTypes),
      required: z.boolean(),
      secret: z.boolean().meta({ description: 'Sealed, and masked in every answer but a reveal.' }),
      default: fieldValue.optional(),
      options: z.array(z.string()).optional().meta({ description: 'The values of an enum.' }),
      description: z.string().optional(),
      placeholder: z.string().optional().meta({ description: 'What a value looks like.' }),
      pattern: z.string().optional().meta({ description: 'A regular expression that the value must match.' }),
      multiline: z.boolean().optional().meta({ description: 'The value has several lines.' }),
    }),
  ),
  hosts: z
    .array(z.string())
    .meta({ description: 'Good `allowedHosts` to begin with; `{field}` stands for the value of a field.' }),
  testable: z.boolean().meta({ description: 'There is a test call.' }),
  connectable: z.boolean().meta({ description: 'A person connects it in a browser: see `startOAuth2`.' }),
});

export const allowedHosts = z
  .array(allowedHost)
  .max(50)
  .meta({ description: 'Where the broker may send the secret. `host` means any port of it; none means nowhere.' });

export const credential = z.object({
  id: id('cred'),
  name: z.string(),
  type: z.string(),
  environment: z.string(),
  description: z.string().nullable(),
  tags: z.array(z.string()),
  allowedHosts: z.array(z.string()),
  fields: z
    .record(z.string(), fieldValue)
    .meta({ description: 'Plain fields as they are, secrets masked.', examples: [{ api_key: '••••3f9a' }] }),
  version: z.number().meta({ description: 'The version of its data that counts.' }),
  revision: z.number().meta({ description: 'Grows with every change; the ETag.' }),
  lastTest: z.object({ success: z.boolean(), message: z.string(), testedAt: timestamp }).nullable(),
  expiresAt: timestamp.nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
});

export const credentialPath = z.strictObject({ credentialId: id('cred') });
export const credentialEtag = ({ revision }: { revision: number }) => `"${revision}"`;
