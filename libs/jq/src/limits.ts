/** Limits of one evaluation. Every figure is an integer of its unit. */
export type Limits = {
  /** Steps of the evaluator; work on large values counts by its size. */
  readonly operations: number;
  /** Time on the clock from the start of the evaluation. */
  readonly milliseconds: number;
  /** Of all values made on the way, whether or not they are still held. */
  readonly bytes: number;
  /** How many values the program may answer. */
  readonly outputs: number;
  /** Of all answers together, as JSON text. */
  readonly outputBytes: number;
  /**
   * Whether input and variables are valid results already: parts of them are returned as they are, uncounted, however large.
   */
  readonly trustsInput?: boolean;
  /** Whether all strings and keys of a result must be plain text. */
  readonly plainText?: boolean;
  /** Milliseconds since 1970: what `now` answers, because evaluation is pure. */
  readonly now: number;
};

export type LimitName = 'operations' | 'milliseconds' | 'bytes' | 'outputs' | 'outputBytes' | 'depth';
