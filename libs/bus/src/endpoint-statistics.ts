import type { Operation } from '@mesh/contracts/operation';

/** Statistics of one operation for the NATS service protocol. */
export function endpointStatistics({ name, subject, summary }: Operation) {
  const named = { name, subject, queue_group: subject, metadata: { summary } };
  let requests = 0;
  let errors = 0;
  let lastError = '';
  let seconds = 0;
  return {
    named,
    count(took: number, code: string): void {
      requests += 1;
      seconds += took;
      if (code === 'ok') return;
      errors += 1;
      lastError = code;
    },
    /** Times are in units of `1 / perSecond` of a second. */
    told(perSecond: number) {
      const processing = Math.round(seconds * perSecond);
      return {
        name,
        subject,
        queue_group: subject,
        num_requests: requests,
        num_errors: errors,
        last_error: lastError,
        processing_time: processing,
        average_processing_time: requests === 0 ? 0 : Math.round(processing / requests),
      };
    },
  };
}
