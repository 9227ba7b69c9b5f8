import type { Egress } from '@mesh/egress/egress';
import type { Log } from '@mesh/runtime/log';
import type { Config } from '../config.ts';
import { Embedder } from './embedder.ts';
import { localProvider } from './local-provider.ts';
import { openaiProvider } from './openai-provider.ts';

/** The configured providers. `local` is always there; it costs nothing until it is used. */
export function openEmbedder(config: Config, { egress, log }: { egress: Egress; log: Log }): Embedder {
  const { EMBEDDING_PROVIDER: preferred, EMBEDDING_MODEL: model, OPENAI_API_KEY: apiKey } = config;
  const local = localProvider({ idleMs: config.EMBEDDING_IDLE_SECONDS * 1_000, log });
  const openai = openaiProvider({ egress, baseUrl: config.OPENAI_BASE_URL, apiKey });
  const usable = [
    ...(preferred === 'none' ? [] : [local]),
    ...(apiKey !== undefined || preferred === 'openai' ? [openai] : []),
  ];
  return new Embedder(usable, preferred === 'none' ? {} : { provider: preferred, model });
}
