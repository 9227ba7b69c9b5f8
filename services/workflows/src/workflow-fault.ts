import type { workflowError } from '@mesh/contracts/execution-shapes';
import { plainText } from '@mesh/contracts/plain-text';
import type { z } from 'zod';

/** An error of the DSL: a problem (RFC 9457) whose `instance` points to the task that raised it. */
export type WorkflowError = z.infer<typeof workflowError>;

const SPEC = 'https://serverlessworkflow.io/spec/1.0.0/errors/';
/** The same types in the specification's conformance kit and in older documents. */
const OLD_SPECS = [
  'https://serverlessworkflow.io/dsl/errors/types/',
  'https://serverlessworkflow.io.io/dsl/errors/types/',
];
/** The same types since the specification is called Open Workflow. */
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

/** Raised by a task. The nearest `try` that catches it handles it, else the execution faults with it. */
export class WorkflowFault extends Error {
  override readonly name = 'WorkflowFault';
  readonly error: WorkflowError;
  /** How long the callee asks to wait, in ms. */
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

/** Sanitizes outside text, since errors go into journals. */
function inPlainText(error: WorkflowError): WorkflowError {
  const told = Object.entries(error).map(([member, said]) => [
    member,
    typeof said === 'string' ? plainText(said) : said,
  ]);
  return Object.fromEntries(told);
}

/** An at-most-once call was made, and its outcome is unknown. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/** A standard error of the specification. `status` defaults to that of its kind. */
export function standardFault(
  kind: StandardError,
  detail: string,
  { status, ...options }: { status?: number | undefined; retryAfterMs?: number | undefined; cause?: unknown } = {},
): WorkflowFault {
  const { title, status: usual } = standard[kind];
  return new WorkflowFault({ type: `${SPEC}${kind}`, status: status ?? usual, title, detail }, options);
}

/** Any thrown value as an error of the DSL. A bug of ours faults the task too, without details. */
export function errorOf(thrown: unknown): WorkflowError {
  return (thrown instanceof WorkflowFault ? thrown : standardFault('runtime', 'the task could not be evaluated')).error;
}

/** Runs `work`, and maps a `WorkflowFault` by `otherwise`; other exceptions pass. */
export function catchFault<T>(work: () => T, otherwise: (fault: WorkflowFault) => T): T {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof WorkflowFault) return otherwise(thrown);
    throw thrown;
  }
}

/** Whether two error types are the same, under any of the specification's names. */
export function isSameType(a: string, b: string): boolean {
  return nameIn(OLD_SPECS, a) === nameIn(OLD_SPECS, b);
}

/** The same, also under the names of Open Workflow and by a standard error's bare name. */
export function isSameByAnyName(a: string, b: string): boolean {
  return byAnyName(a) === byAnyName(b);
}

/** The full type of a standard error's bare name; undefined for others. */
export function typeNamed(name: string): string | undefined {
  return Object.hasOwn(standard, name) ? SPEC + name : undefined;
}

function byAnyName(type: string): string {
  return typeNamed(type) ?? nameIn(ALL_SPECS, type);
}

/** The canonical name of a type that one of these specifications names. */
function nameIn(specs: readonly string[], type: string): string {
  const spec = specs.find((prefix) => type.startsWith(prefix));
  return spec ? SPEC + type.slice(spec.length) : type;
}
