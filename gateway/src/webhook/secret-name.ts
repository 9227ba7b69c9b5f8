/** The name to which the sealed secret of an endpoint is bound. */
export function secretName(workspaceId: string, endpointId: string): string {
  return `webhook ${workspaceId} ${endpointId}`;
}
