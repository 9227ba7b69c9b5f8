/** A model and the space of its vectors. Two embeddings with one fingerprint give the same text the same vector. */
export type Embedding = {
  readonly provider: string;
  readonly model: string;
  readonly dimensions: number;
  readonly fingerprint: string;
};

export type Vector = ArrayLike<number>;

/** Makes vectors of text, or throws a `MeshError` (`embedding-unavailable`, `unavailable`): never a stand-in. */
export type EmbeddingProvider = AsyncDisposable & {
  readonly name: string;
  /** The space of `model` (the provider's own choice by default), or `embedding-unavailable` if it has no such model. */
  describe(wanted: { model?: string | undefined; dimensions?: number | undefined }): Embedding;
  /** One vector for each text, in order. */
  embed(embedding: Embedding, texts: readonly string[], signal: AbortSignal): Promise<Vector[]>;
};
