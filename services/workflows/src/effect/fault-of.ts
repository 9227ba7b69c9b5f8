import { type Code, MeshError } from '@mesh/contracts/mesh-error';
import { type StandardError, standardFault, WorkflowFault } from '../workflow-fault.ts';

/** What the refusals of services are to a workflow. Those that are not here are errors of the runtime. */
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

/** So many of the places that are wrong are told. */
const MOST_FAULTS = 5;

/** What an effect threw, as the DSL names it. A message of ours goes along; that of an unknown error does not. */
export function faultOf(error: unknown): WorkflowFault {
  if (error instanceof WorkflowFault) return error;
  if (!(error instanceof MeshError)) return standardFault('runtime', 'the task could not be done', { cause: error });
  const [kind, status] = kinds[error.code] ?? (['runtime'] as const);
  const retryAfterMs = error.retryAfterSeconds === undefined ? undefined : error.retryAfterSeconds * 1_000;
  return standardFault(kind, detailOf(error), { status, retryAfterMs, cause: error });
}

/** With what was wrong in the question, since whoever wrote the workflow sees no more than this. */
function detailOf({ message, errors = [] }: MeshError): string {
  const faults = errors.slice(0, MOST_FAULTS).map((fault) => `${fault.pointer}: ${fault.message}`);
  return faults.length === 0 ? message : `${message}: ${faults.join('; ')}`;
}
