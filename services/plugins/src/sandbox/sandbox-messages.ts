import type { Fault } from '@mesh/contracts/mesh-error';
import type { Failure } from '@mesh/contracts/plugin-shapes';

/** The job of a sandbox, as one line of JSON on its standard input. */
export type Job = {
  source: string;
  file: string;
  /** JSON text. */
  input: string;
  inputSchema: Record<string, unknown>;
  outputSchema?: Record<string, unknown> | undefined;
  /** Time limit in ms. */
  wallMs: number;
};

/** Its answer, as one line of JSON on its standard output; the JSON text of the output is a line of its own. */
export type Outcome =
  | { kind: 'done'; logs: string[]; durationMs: number }
  | { kind: 'refused'; faults: Fault[] }
  | { kind: 'failed'; reason: Failure; message: string; logs: string[] };

/** Printed once it can take a job. */
export const READY = 'ready';
export const INPUT_BYTES = 1024 * 1024;
export const OUTPUT_BYTES = 1024 * 1024;
export const LOG_CHARACTERS = 64 * 1024;
