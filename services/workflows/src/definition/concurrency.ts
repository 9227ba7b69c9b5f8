import type { WorkflowDocument } from './document.ts';

export const MOST_OF_A_KEY = 10_000;

/** Which executions of a workflow wait for each other, and how many of them run at a time. */
export type Concurrency = {
  /** A text, or a template that is evaluated on the input of each execution. */
  readonly key?: string | undefined;
  /** The key may be an expression without `${ }`. */
  readonly isLoose?: true;
  readonly limit: number;
};

/**
 * `document.metadata.concurrencyKey` and `concurrency`. The limit is 1 unless it is an integer; what is no text is no key, as in
 * documents saved before both were validated.
 */
export function concurrencyOf({ document, evaluate }: Pick<WorkflowDocument, 'document' | 'evaluate'>): Concurrency {
  const { concurrencyKey: key, concurrency: limit } = document.metadata ?? {};
  const isLimit = typeof limit === 'number' && Number.isInteger(limit) && limit >= 1;
  return {
    ...(typeof key === 'string' && key !== '' && { key }),
    ...(evaluate?.mode === 'loose' && { isLoose: true as const }),
    limit: isLimit ? Math.min(limit, MOST_OF_A_KEY) : 1,
  };
}
