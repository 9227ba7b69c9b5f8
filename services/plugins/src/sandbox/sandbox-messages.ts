import type { Fault } from '@mesh/contracts/mesh-error';
import type { Failure } from '@mesh/contracts/plugin-shapes';

/** What a sandbox is given, as one line of JSON on its standard input. */
export type Job = {
  source: string;
  file: string;
  /** JSON text. */
  input: string;
  inputSchema: Record<string, unknown>;
  outputSchema?: Record<string, unknown> | undefined;
  /** How long it may take, in ms. */
  wallMs: number;
};

/** What it answers, as one line of JSON on its standard output; the output's JSON text is a line of its own. */
export type Outcome =
  | { kind: 'done'; logs: string[]; durationMs: number }
  | { kind: 'refused'; faults: Fault[] }
  | { kind: 'failed'; reason: Failure; message: string; logs: string[] };

/** Said once it can take a job. */
export const READY = 'ready';
export const INPUT_BYTES = 1024 * 1024;
export const OUTPUT_BYTES = 1024 * 1024;
export const LOG_CHARACTERS = 64 * 1024;
