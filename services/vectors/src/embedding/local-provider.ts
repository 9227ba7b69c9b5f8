import { MeshError } from '@mesh/contracts/mesh-error';
import type { Log } from '@mesh/runtime/log';
import { gather } from './gather.ts';
import { ModelHost } from './model-host.ts';
import type { EmbeddingProvider } from './provider.ts';

const MODEL = 'universal-sentence-encoder-lite';
const DIMENSIONS = 512;
/** Version of the weights and of the preparation of texts for them. */
const VERSION = 1;
const BATCH = 32;
/** The tokenizer's work grows with the square of the length. */
const LONGEST_TEXT = 8_000;

/** The bundled English model: no key, no network. */
export function localProvider(options: { idleMs: number; log: Log }): EmbeddingProvider {
  const host = new ModelHost(options);
  const embed = gather((texts) => host.embed(texts), BATCH);
  return {
    name: 'local',
    describe({ model = MODEL }) {
      if (model !== MODEL) throw new MeshError('embedding-unavailable', `the local provider has one model: ${MODEL}`);
      return {
        provider: 'local',
        model,
        dimensions: DIMENSIONS,
        fingerprint: `local/${MODEL}@${VERSION}/${DIMENSIONS}`,
      };
    },
    async embed(_embedding, texts) {
      try {
        return await embed(texts.map((text) => text.slice(0, LONGEST_TEXT)));
      } catch (error) {
        if (error instanceof MeshError) throw error;
        throw new MeshError('embedding-unavailable', 'the local embedding model failed', { cause: error });
      }
    },
    [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
  };
}
