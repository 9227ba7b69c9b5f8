import { common, database, egress, integer, list, nats, objects } from '@mesh/runtime/environment';
import { z } from 'zod';

const rootKeys = z.string().optional();
const text = z.string().min(1).optional();
const url = z.url({ protocol: /^https?$/, error: 'expected a URL such as https://vault.example.com' }).optional();

/** Every variable that credentials reads. */
export const environmentSchema = z.object({
  ...common,
  ...database,
  ...nats,
  ...egress,
  MARKETPLACE_S3_BUCKET: objects.MARKETPLACE_S3_BUCKET,
  S3_ENDPOINT_URL: objects.S3_ENDPOINT_URL,
  AWS_REGION: objects.AWS_REGION,
  AWS_ACCESS_KEY_ID: objects.AWS_ACCESS_KEY_ID.optional().meta({
    description: "Access key of the bucket. Without it the broker's bodies are limited to the size of a message.",
    secret: true,
  }),
  AWS_SECRET_ACCESS_KEY: objects.AWS_SECRET_ACCESS_KEY.optional().meta({
    description: 'Secret key of the bucket.',
    secret: true,
  }),
  ENCRYPTION_KEY: rootKeys.meta({
    description:
      'Root keys: 32 random bytes in base64 (`openssl rand -base64 32`). Several, separated by commas, during a rotation; the first wraps new keys.',
    secret: true,
  }),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'expected a URL such as https://mesh.example.com' })
    .optional()
    .meta({
      description:
        'Address of the gateway as browsers reach it. OAuth2 redirects to `/v1/oauth2/callback` there; without it no credential can be connected.',
    }),
  REVEALS_PER_MINUTE: integer(1, 999_999_999).default(1_000).meta({
    description: 'Maximum of credentials that one member may reveal in a minute; more than 100 raise an alarm.',
  }),
  CREDENTIAL_ENCRYPTION_KEY: rootKeys.meta({ description: 'Used when ENCRYPTION_KEY is missing.', secret: true }),
  ENCRYPTION_KEY_FILE: text.meta({
    description: 'A file with the root keys, separated by commas or lines. Used when both variables are missing.',
  }),
  ENCRYPTION_KEY_PROVIDER: z.enum(['local', 'aws-kms', 'vault-transit']).default('local').meta({
    description: 'What wraps the keys of workspaces. Local root keys that are set still unwrap what they wrapped.',
  }),
  AWS_KMS_KEY_ID: list.default([]).meta({
    description: 'Key of AWS KMS: id, ARN or alias ARN. Several, separated by commas, during a rotation.',
  }),
  AWS_KMS_ENDPOINT_URL: url.meta({ description: 'AWS KMS of that region by default.' }),
  AWS_KMS_REGION: z.string().min(1).default('us-east-1').meta({ description: 'Region of the key.' }),
  AWS_KMS_ACCESS_KEY_ID: text.meta({
    description: 'Access key that may `kms:Encrypt` and `kms:Decrypt` with the key.',
    secret: true,
  }),
  AWS_KMS_SECRET_ACCESS_KEY: text.meta({ description: 'Secret key of that access key.', secret: true }),
  VAULT_ADDR: url.meta({ description: 'Address of Vault or OpenBao.' }),
  VAULT_TOKEN: text.meta({
    description: 'Token that may encrypt and decrypt with the transit key, and read it.',
    secret: true,
  }),
  VAULT_NAMESPACE: text.meta({ description: 'Namespace of Vault Enterprise.' }),
  VAULT_TRANSIT_MOUNT: z
    .string()
    .regex(/^[\w/-]+$/)
    .default('transit')
    .meta({ description: 'Mount of the transit engine.' }),
  VAULT_TRANSIT_KEY: z
    .string()
    .regex(/^[\w-]+$/)
    .optional()
    .meta({ description: 'Name of the transit key, of a type with additional data such as `aes256-gcm96`.' }),
  AUDIT_S3_BUCKET: text.meta({
    description:
      'Bucket for the signed checkpoints of the audit, preferably with object lock. Without one they are published as events only.',
  }),
  AUDIT_S3_ENDPOINT_URL: url.meta({ description: 'S3-compatible server of that bucket. AWS by default.' }),
  AUDIT_S3_REGION: objects.AWS_REGION,
  AUDIT_S3_ACCESS_KEY_ID: text.meta({
    description: 'Access key that may put and get objects there, preferably not delete them.',
    secret: true,
  }),
  AUDIT_S3_SECRET_ACCESS_KEY: text.meta({ description: 'Secret key of that access key.', secret: true }),
  AUDIT_RETENTION_DAYS: integer(365, 36_500)
    .default(365)
    .meta({ description: 'Days for which audit rows are kept, at least 365.' }),
});
export type Config = z.output<typeof environmentSchema>;
