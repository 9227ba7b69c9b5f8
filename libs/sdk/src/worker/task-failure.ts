import { plainText } from '@mesh/contracts/plain-text';

/** Thrown by a worker: the error of the task. Any other error is reported by its message, with status 500. */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure';
  readonly type: string | undefined;
  readonly status: number;
  /** The task goes back into its queue, to be taken again after a pause. Otherwise its workflow may retry it. */
  readonly retry: boolean;

  constructor(detail: string, { type, status = 500, retry = false, ...options }: FailureOptions = {}) {
    super(detail, options);
    this.type = type;
    this.status = status;
    this.retry = retry;
  }
}

export type FailureOptions = ErrorOptions & {
  /** A URI that identifies the kind of error, for the `catch` of the workflow. */
  readonly type?: string | undefined;
  readonly status?: number | undefined;
  readonly retry?: boolean | undefined;
};

const MOST_CHARACTERS = 8_192;

/** What is reported of an error: its message, never its stack. */
export function failureOf(error: unknown): {
  error: { type?: string; status: number; detail: string };
  retry: boolean;
} {
  const message = error instanceof Error ? error.message : String(error);
  const detail = plainText(message.slice(0, MOST_CHARACTERS));
  if (!(error instanceof TaskFailure)) return { error: { status: 500, detail }, retry: false };
  const { type, status, retry } = error;
  return { error: { ...(type !== undefined && { type }), status, detail }, retry };
}
