export const MOST_OF_A_KEY = 10_000;

/** Which executions of a workflow wait for each other, and how many of them run at a time. */
export type Concurrency = {
  /** A text, or a template that is evaluated on the input of each execution. */
  readonly key?: string | undefined;
  readonly limit: number;
};

/**
 * `document.metadata.concurrencyKey` and `concurrency`. The limit is 1 unless it is an integer; what is no text is no key, as in
 * documents saved before both were validated.
 */
export function concurrencyOf(metadata: Readonly<Record<string, unknown>> = {}): Concurrency {
  const { concurrencyKey: key, concurrency: limit } = metadata;
  const isLimit = typeof limit === 'number' && Number.isInteger(limit) && limit >= 1;
  return {
    ...(typeof key === 'string' && key !== '' && { key }),
    limit: isLimit ? Math.min(limit, MOST_OF_A_KEY) : 1,
  };
}
