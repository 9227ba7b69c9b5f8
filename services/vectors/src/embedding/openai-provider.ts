import { setTimeout as sleep } from 'node:timers/promises';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Egress } from '@mesh/egress/egress';
import { joinPath } from '@mesh/egress/join-path';
import { z } from 'zod';
import type { Embedding, EmbeddingProvider, Vector } from './provider.ts';

const MODEL = 'text-embedding-3-small';
const knownDimensions = new Map([
  ['text-embedding-3-small', 1536],
  ['text-embedding-3-large', 3072],
  ['text-embedding-ada-002', 1536],
]);
const BATCH = 128;
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 500;
const TIMEOUT_MS = 20_000;
const MOST_BYTES = 32 * 1024 * 1024;

const answered = z.object({ data: z.array(z.object({ index: z.number(), embedding: z.array(z.number()) })) });

/** Any endpoint with OpenAI's `POST /embeddings`. Makes up to four attempts while it is busy or unavailable. */
export function openaiProvider({
  egress,
  baseUrl,
  apiKey,
}: {
  egress: Pick<Egress, 'request'>;
  baseUrl: string;
  apiKey?: string | undefined;
}): EmbeddingProvider {
  async function embedBatch(embedding: Embedding, input: string[], signal: AbortSignal): Promise<Vector[]> {
    for (let attempt = 1; ; attempt += 1) {
      const { status, body } = await egress.request({
        method: 'POST',
        url: joinPath(baseUrl, 'embeddings'),
        headers: { 'content-type': 'application/json', ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}) },
        body: JSON.stringify({ model: embedding.model, input, encoding_format: 'float' }),
        timeoutMs: TIMEOUT_MS,
        maxBytes: MOST_BYTES,
        signal,
      });
      if (status === 200) return vectorsOf(body, input.length, embedding);
      if ((status !== 429 && status < 500) || attempt === ATTEMPTS) {
        throw new MeshError('embedding-unavailable', `the embedding endpoint answered ${status}`);
      }
      await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random()), undefined, { signal });
    }
  }

  return {
    name: 'openai',
    describe({ model = MODEL, dimensions: told }) {
      const dimensions = knownDimensions.get(model) ?? told;
      if (dimensions === undefined) {
        throw new MeshError('embedding-unavailable', `how many dimensions ${model} has is not known here: tell it`);
      }
      return { provider: 'openai', model, dimensions, fingerprint: `openai/${model}/${dimensions}` };
    },
    async embed(embedding, texts, signal) {
      const vectors: Vector[] = [];
      for (let at = 0; at < texts.length; at += BATCH) {
        vectors.push(...(await embedBatch(embedding, texts.slice(at, at + BATCH), signal)));
      }
      return vectors;
    },
    async [Symbol.asyncDispose]() {},
  };
}

function vectorsOf(body: Buffer, expected: number, { dimensions }: Embedding): Vector[] {
  const { data } = answered.parse(JSON.parse(body.toString('utf8')));
  const vectors = data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding);
  if (vectors.length === expected && vectors.every((vector) => vector.length === dimensions)) return vectors;
  throw new MeshError(
    'embedding-mismatch',
    `the embedding endpoint did not answer vectors of ${dimensions} dimensions`,
  );
}
