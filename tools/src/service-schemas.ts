import { environmentSchema as credentials } from '@mesh/credentials/config';
import { environmentSchema as gateway } from '@mesh/gateway/config';
import { environmentSchema as plugins } from '@mesh/plugins/config';
import { environmentSchema as vectors } from '@mesh/vectors/config';
import { environmentSchema as workflows } from '@mesh/workflows/config';
import type { z } from 'zod';

/** The environment schema of each service. */
export const serviceSchemas: ReadonlyMap<string, z.ZodObject> = new Map(
  Object.entries({ gateway, credentials, workflows, plugins, vectors }),
);
