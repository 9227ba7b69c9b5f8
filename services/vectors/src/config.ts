import { common, database, egress, integer, nats, objects } from '@mesh/runtime/environment';
import { z } from 'zod';

/** Every variable that vectors reads. */
export const environmentSchema = z.object({
  ...common,
  ...database,
  ...nats,
  ...objects,
  ...egress,
  EMBEDDING_PROVIDER: z.enum(['local', 'openai', 'none']).default('local').meta({
    description: 'Embeds the text of new collections: `local` (offline), `openai` (any compatible endpoint) or `none`.',
  }),
  EMBEDDING_MODEL: z.string().optional().meta({ description: 'Model of that provider. Its own choice by default.' }),
  EMBEDDING_IDLE_SECONDS: integer(1, 86_400)
    .default(180)
    .meta({ description: 'The local model leaves memory after so long without a text.' }),
  OPENAI_API_KEY: z.string().optional().meta({ description: 'Key of the `openai` provider.', secret: true }),
  OPENAI_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .default('https://api.openai.com/v1')
    .meta({ description: 'Endpoint of the `openai` provider; a query, as of Azure, goes along.' }),
});
export type Config = z.output<typeof environmentSchema>;
