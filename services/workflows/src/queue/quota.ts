/** What one workspace may use of one process. */
export type Quota = {
  /** Starts per second on average; twice as many at once. */
  readonly startsPerSecond: number;
  /** Most queued executions. */
  readonly queued: number;
};
export const USUAL_QUOTA: Quota = { startsPerSecond: 10_000, queued: 200_000 };
/** Events per second that one workspace may send to one process, on average. */
export const USUAL_EVENTS_PER_SECOND = 10_000;
