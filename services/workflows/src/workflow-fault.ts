import type { workflowError } from '@mesh/contracts/execution-shapes';
import { plainText } from '@mesh/contracts/plain-text';
import type { z } from 'zod';

/** The error of the DSL: a problem (RFC 9457) whose `instance` points to the task that raised it. */
export type WorkflowError = z.infer<typeof workflowError>;

const SPEC = 'https://serverlessworkflow.io/spec/1.0.0/errors/';
/** Where the same types are named in the specification's conformance kit and older documents. */
const OLD_SPECS = [
  'https://serverlessworkflow.io/dsl/errors/types/',
  'https://serverlessworkflow.io.io/dsl/errors/types/',
];
/** The same since the specification is called Open Workflow. */
const OPEN_SPECS = [
  'https://open-workflow-specification.org/spec/1.0.0/errors/',
  'https://open-workflow-specification.org/dsl/errors/types/',
];
const ALL_SPECS = [...OLD_SPECS, ...OPEN_SPECS];

const standard = {
  configuration: { status: 400, title: 'Configuration Error' },
  validation: { status: 400, title: 'Validation Error' },
  expression: { status: 400, title: 'Expression Error' },
  authentication: { status: 401, title: 'Authentication Error' },
  authorization: { status: 403, title: 'Authorization Error' },
  timeout: { status: 408, title: 'Timeout Error' },
  communication: { status: 500, title: 'Communication Error' },
  runtime: { status: 500, title: 'Runtime Error' },
} as const;
export type StandardError = keyof typeof standard;

/** What a task raises. It reaches the nearest `try` that catches it, else the execution faults with it. */
export class WorkflowFault extends Error {
  override readonly name = 'WorkflowFault';
  readonly error: WorkflowError;
  /** How long the callee asks to be left alone, in ms. */
  readonly retryAfterMs: number | undefined;

  constructor(
    error: WorkflowError,
    { retryAfterMs, ...options }: ErrorOptions & { retryAfterMs?: number | undefined } = {},
  ) {
    const told = inPlainText(error);
    super(told.detail ?? told.title ?? told.type, options);
    this.error = told;
    this.retryAfterMs = retryAfterMs;
  }
}

/** What strangers say goes into errors, and errors into journals. */
function inPlainText(error: WorkflowError): WorkflowError {
  const told = Object.entries(error).map(([member, said]) => [
    member,
    typeof said === 'string' ? plainText(said) : said,
  ]);
  return Object.fromEntries(told);
}

/** A call that may be made once was made, and nobody knows what came of it. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/** A standard error of the specification. `status` is that of its kind by default. */
export function standardFault(
  kind: StandardError,
  detail: string,
  { status, ...options }: { status?: number | undefined; retryAfterMs?: number | undefined; cause?: unknown } = {},
): WorkflowFault {
  const { title, status: usual } = standard[kind];
  return new WorkflowFault({ type: `${SPEC}${kind}`, status: status ?? usual, title, detail }, options);
}

/** What a task threw, as the DSL names it. A mistake of ours faults the task too, and says no more than that. */
export function errorOf(thrown: unknown): WorkflowError {
  return (thrown instanceof WorkflowFault ? thrown : standardFault('runtime', 'the task could not be evaluated')).error;
}

/** What `work` gives, or what is made of the fault that it throws; all else that it throws goes on. */
export function catchFault<T>(work: () => T, otherwise: (fault: WorkflowFault) => T): T {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof WorkflowFault) return otherwise(thrown);
    throw thrown;
  }
}

/** Whether two error types are one, whichever of the specification's names each bears. */
export function isSameType(a: string, b: string): boolean {
  return nameIn(OLD_SPECS, a) === nameIn(OLD_SPECS, b);
}

/** Whether they are one by the names of Open Workflow and by a standard error's name alone as well. */
export function isSameByAnyName(a: string, b: string): boolean {
  return byAnyName(a) === byAnyName(b);
}

/** The type that a standard error has, where this is its name alone. */
export function typeNamed(name: string): string | undefined {
  return Object.hasOwn(standard, name) ? SPEC + name : undefined;
}

function byAnyName(type: string): string {
  return typeNamed(type) ?? nameIn(ALL_SPECS, type);
}

/** What a type is called here that one of these specifications names. */
function nameIn(specs: readonly string[], type: string): string {
  const spec = specs.find((prefix) => type.startsWith(prefix));
  return spec ? SPEC + type.slice(spec.length) : type;
}
