/** Limits of one evaluation. All are integers. */
export type Limits = {
  /** Steps of the evaluator; work on large values counts by its size. */
  readonly operations: number;
  /** Wall-clock time from the start of the evaluation, in ms. */
  readonly milliseconds: number;
  /** Bytes of all values created, whether or not they are still held. */
  readonly bytes: number;
  /** Maximum number of outputs. */
  readonly outputs: number;
  /** Bytes of all outputs together, as JSON text. */
  readonly outputBytes: number;
  /**
   * Whether input and variables are valid results already: parts of them are returned as they are, uncounted, however large.
   */
  readonly trustsInput?: boolean;
  /** Whether all strings and keys of a result must be plain text. */
  readonly plainText?: boolean;
  /** Milliseconds since 1970 that `now` returns, since evaluation is pure. */
  readonly now: number;
};

export type LimitName = 'operations' | 'milliseconds' | 'bytes' | 'outputs' | 'outputBytes' | 'depth';
