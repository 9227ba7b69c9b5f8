/** Which mesh, and as whom. */
export type Connection = {
  readonly url: string;
  readonly apiKey: string;
  /** How often a call that may be repeated is repeated. 3 unless told. */
  readonly retries?: number | undefined;
};
