import { type Code, MeshError } from '@mesh/contracts/mesh-error';
import { type StandardError, standardFault, WorkflowFault } from '../workflow-fault.ts';

/** Maps refusals of services to standard errors; others become runtime errors. */
const kinds: Partial<Readonly<Record<Code, readonly [StandardError, number?]>>> = {
  invalid: ['validation'],
  unprocessable: ['validation', 422],
  'payload-too-large': ['validation', 413],
  'not-found': ['configuration', 404],
  conflict: ['runtime', 409],
  'version-rollback': ['runtime', 409],
  unauthenticated: ['authentication'],
  forbidden: ['authorization'],
  'credential-expired': ['authentication'],
  'credential-host-denied': ['authorization', 422],
  'egress-denied': ['authorization', 422],
  'egress-failed': ['communication', 502],
  'deadline-exceeded': ['timeout'],
  unavailable: ['communication', 503],
  'rate-limited': ['communication', 429],
  'plugin-function-failed': ['runtime', 422],
};

/** Most faults that are reported. */
const MOST_FAULTS = 5;

/** Any error of an effect as a `WorkflowFault`. Our own messages are passed on, those of unexpected errors are not. */
export function faultOf(error: unknown): WorkflowFault {
  if (error instanceof WorkflowFault) return error;
  if (!(error instanceof MeshError)) return standardFault('runtime', 'the task could not be done', { cause: error });
  const [kind, status] = kinds[error.code] ?? (['runtime'] as const);
  const retryAfterMs = error.retryAfterSeconds === undefined ? undefined : error.retryAfterSeconds * 1_000;
  return standardFault(kind, detailOf(error), { status, retryAfterMs, cause: error });
}

/** Includes the faults in the request, since the author of the workflow sees nothing else. */
function detailOf({ message, errors = [] }: MeshError): string {
  const faults = errors.slice(0, MOST_FAULTS).map((fault) => `${fault.pointer}: ${fault.message}`);
  return faults.length === 0 ? message : `${message}: ${faults.join('; ')}`;
}
