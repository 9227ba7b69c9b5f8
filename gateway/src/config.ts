import { id } from '@mesh/contracts/id';
import { origin } from '@mesh/contracts/origin';
import { common, database, egress, list, nats, objects, redis } from '@mesh/runtime/environment';
import { z } from 'zod';

const key = z.string().optional();

/** Every variable that the gateway reads. */
export const environmentSchema = z.object({
  ...common,
  ...database,
  ...nats,
  ...redis,
  ...objects,
  ...egress,
  AUTH_EDITION: z
    .enum(['local', 'saas'])
    .default('local')
    .refine((edition) => edition === 'local', 'saas needs AUTH_ISSUER, which this version does not read yet; use local')
    .meta({ description: '`local`: API keys only, the first one from the environment.' }),
  DEFAULT_WORKSPACE_ID: id('ws').optional().meta({ description: 'Workspace of the local edition. Needs API_KEY.' }),
  API_KEY: key.meta({ description: 'First key of the local edition, with every scope.', secret: true }),
  AUTOMATOS_API_KEY: key.meta({ description: 'Used when API_KEY is missing.', secret: true }),
  ORCHESTRATOR_API_KEY: key.meta({ description: 'Used when API_KEY is missing.', secret: true }),
  API_KEY_PEPPER: z
    .string()
    .min(32)
    .meta({ description: 'Secret with which API keys are hashed; at least 32 characters.', secret: true }),
  CORS_ALLOW_ORIGINS: list
    .refine((origins) => !origins.includes('*'), 'name each origin: * would let every page ask with credentials')
    .refine(
      (origins) => origins.every((one) => origin.safeParse(one).success),
      'expected origins such as https://app.example.com',
    )
    .default([])
    .meta({ description: 'Origins whose pages may call the API, separated by commas; `*` is refused.' }),
});
export type Config = z.output<typeof environmentSchema>;
