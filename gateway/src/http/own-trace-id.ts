/** A request outside any trace gets its own id in the form of a trace id. */
export function ownTraceId(requestId: string): string {
  return requestId.replaceAll('-', '');
}
