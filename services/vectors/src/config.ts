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
    description:
      'What embeds the texts of new collections: `local` (offline), `openai` (any compatible endpoint) or `none`.',
  }),
  EMBEDDING_MODEL: z.string().optional().meta({ description: 'Model of that provider, which has a default.' }),
  EMBEDDING_IDLE_SECONDS: integer(1, 86_400)
    .default(180)
    .meta({ description: 'Seconds without a text after which the local model is unloaded from memory.' }),
  OPENAI_API_KEY: z.string().optional().meta({ description: 'Key of the `openai` provider.', secret: true }),
  OPENAI_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .default('https://api.openai.com/v1')
    .meta({ description: 'Endpoint of the `openai` provider. A query string, as Azure has it, is kept.' }),
});
export type Config = z.output<typeof environmentSchema>;
