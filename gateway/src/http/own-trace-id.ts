/** What a request that is in no trace is told in the place of one: its id, as the id of a trace is spelled. */
export function ownTraceId(requestId: string): string {
  return requestId.replaceAll('-', '');
}
