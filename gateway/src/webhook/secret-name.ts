/** What the seal of an endpoint's secret is bound to. */
export function secretName(workspaceId: string, endpointId: string): string {
  return `webhook ${workspaceId} ${endpointId}`;
}
