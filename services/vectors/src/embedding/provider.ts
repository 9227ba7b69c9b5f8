/** A model and the space of its vectors. Embeddings with the same fingerprint give the same text the same vector. */
export type Embedding = {
  readonly provider: string;
  readonly model: string;
  readonly dimensions: number;
  readonly fingerprint: string;
};

export type Vector = ArrayLike<number>;

/** Embeds text, or throws a `MeshError` (`embedding-unavailable`, `unavailable`); it never returns a substitute. */
export type EmbeddingProvider = AsyncDisposable & {
  readonly name: string;
  /** The space of `model` (by default the provider's own). Throws `embedding-unavailable` if it has no such model. */
  describe(wanted: { model?: string | undefined; dimensions?: number | undefined }): Embedding;
  /** One vector per text, in order. */
  embed(embedding: Embedding, texts: readonly string[], signal: AbortSignal): Promise<Vector[]>;
};
