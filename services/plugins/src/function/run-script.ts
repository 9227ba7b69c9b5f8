import type { HandlerOf } from '@mesh/bus/handler';
import type * as functions from '@mesh/contracts/functions';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { INPUT_BYTES } from '../sandbox/sandbox-messages.ts';

const WALL_MS = 10_000;

/** A script has the same sandbox as a function: nothing but its input and a limited time on the CPU. */
export function runScript(sandbox: Sandbox): HandlerOf<typeof functions.runScript> {
  return async ({ body: { source, input } }, { signal }) => {
    const text = JSON.stringify(input ?? null);
    if (Buffer.byteLength(text) > INPUT_BYTES)
      throw new MeshError('payload-too-large', `what a script is given has at most ${INPUT_BYTES} bytes`);
    const job = { source, file: 'script.js', input: text, inputSchema: {}, wallMs: WALL_MS };
    const { output, durationMs } = await sandbox.run(job, signal);
    return { output, durationMs };
  };
}
