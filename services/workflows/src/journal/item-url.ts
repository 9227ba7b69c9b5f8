/** Where the gateway serves one item of a journal with all that it holds, for whom it was left out as too large. */
export function itemUrl(executionId: string, seq: number): string {
  return `/v1/executions/${executionId}/journal?after=${seq - 1}&limit=1`;
}
