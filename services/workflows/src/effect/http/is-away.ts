import { MeshError } from '@mesh/contracts/mesh-error';
import { WorkflowFault } from '../../workflow-fault.ts';

/** Whether a server is temporarily unavailable, for example restarting. */
export function isAway(error: unknown): boolean {
  if (error instanceof WorkflowFault) return [502, 503, 504].includes(error.error.status ?? 0);
  return error instanceof MeshError && error.code === 'egress-failed';
}
