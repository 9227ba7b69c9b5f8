import type { HandlerOf } from '@mesh/bus/handler';
import type * as functions from '@mesh/contracts/functions';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import type { Content } from '../content/content.ts';
import type { Schema } from '../db/schema.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { INPUT_BYTES } from '../sandbox/sandbox-messages.ts';
import { installedVersion } from './installed-version.ts';

type Needs = { db: Database<Schema>; content: Content; sandbox: Sandbox };

/** Functions are pure: a repeated request under one idempotency key runs the function again, with the same result. */
export function invokeFunction({ db, content, sandbox }: Needs): HandlerOf<typeof functions.invokeFunction> {
  return async ({ params, body: { input = {}, version } }, { workspaceId, signal }) => {
    const text = JSON.stringify(input);
    if (Buffer.byteLength(text) > INPUT_BYTES)
      throw new MeshError('payload-too-large', `the input of a function has at most ${INPUT_BYTES} bytes`);
    const installed = await installedVersion(db, workspaceId, { name: params.name, version });
    const found = installed.manifest.functions.find(({ name }) => name === params.function);
    if (!found) throw new MeshError('not-found', `${params.name} has no function ${params.function}`);
    const source = await content.file(installed, found.file);
    const job = {
      source: source.toString(),
      file: found.file,
      input: text,
      inputSchema: found.input,
      outputSchema: found.output,
      wallMs: found.timeoutMs,
    };
    return sandbox.run(job, signal);
  };
}
