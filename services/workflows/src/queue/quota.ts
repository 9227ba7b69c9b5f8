/** What one workspace may ask of one process. */
export type Quota = {
  /** Executions begun in a second, on average; twice as many at once. */
  readonly startsPerSecond: number;
  /** Executions that are queued. */
  readonly queued: number;
};
export const USUAL_QUOTA: Quota = { startsPerSecond: 10_000, queued: 200_000 };
/** Events that one workspace may send to one process in a second, on average. */
export const USUAL_EVENTS_PER_SECOND = 10_000;
