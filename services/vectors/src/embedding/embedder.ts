import { MeshError } from '@mesh/contracts/mesh-error';
import type { Embedding, EmbeddingProvider, Vector } from './provider.ts';

type Wanted = { provider?: string | undefined; model?: string | undefined; dimensions?: number | undefined };
/** The embedding of a collection; `null` if callers bring their own vectors. */
export type Remembered = Pick<Embedding, 'provider' | 'model' | 'dimensions' | 'fingerprint'> | null;

/** The providers of this process. A collection's texts are embedded only by its own model. */
export class Embedder implements AsyncDisposable {
  readonly #providers: ReadonlyMap<string, EmbeddingProvider>;
  readonly #preferred: { provider?: string | undefined; model?: string | undefined };

  constructor(providers: readonly EmbeddingProvider[], preferred: { provider?: string; model?: string | undefined }) {
    this.#providers = new Map(providers.map((provider) => [provider.name, provider]));
    this.#preferred = preferred;
  }

  /** The embedding of a new collection. Throws `embedding-unavailable` if no usable provider is configured. */
  choose({ provider = this.#preferred.provider, model, dimensions }: Wanted): Embedding {
    const preferredModel = provider === this.#preferred.provider ? this.#preferred.model : undefined;
    return this.#find(provider).describe({ model: model ?? preferredModel, dimensions });
  }

  /** The vectors of the texts in the space of `remembered`, in order. */
  async embed(remembered: Remembered, texts: readonly string[], signal: AbortSignal): Promise<Vector[]> {
    if (!remembered) {
      throw new MeshError('embedding-unavailable', 'this collection has no embedding model: give vectors');
    }
    const provider = this.#find(remembered.provider);
    const embedding = provider.describe(remembered);
    if (embedding.fingerprint !== remembered.fingerprint) {
      throw new MeshError('embedding-mismatch', `this collection was embedded by ${remembered.fingerprint}`);
    }
    return texts.length === 0 ? [] : provider.embed(embedding, texts, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#providers.values()].map((provider) => provider[Symbol.asyncDispose]()));
  }

  #find(name: string | undefined): EmbeddingProvider {
    const provider = name === undefined ? undefined : this.#providers.get(name);
    if (provider) return provider;
    throw new MeshError(
      'embedding-unavailable',
      name === undefined
        ? 'no embedding provider is configured: give vectors'
        : `the embedding provider ${name} is not configured`,
    );
  }
}
