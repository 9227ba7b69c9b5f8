import { z } from 'zod';
import { defineOperation } from './operation.ts';
import { functionName, pluginFunction, pluginName, pluginPath, pluginVersion } from './plugin-shapes.ts';

/** Time to wait for a sandbox, start a process and run. */
const INVOKE_MS = 30_000;

export const listFunctions = defineOperation({
  service: 'plugins',
  name: 'listFunctions',
  summary: 'List the functions of an installed plugin.',
  scope: 'plugins:read',
  http: { method: 'GET', path: '/v1/installations/{name}/functions', status: 200 },
  callers: ['workflows'],
  params: pluginPath,
  output: z.object({ version: z.string(), items: z.array(pluginFunction), nextCursor: z.null() }),
  errors: ['not-found'],
});

export const invokeFunction = defineOperation({
  service: 'plugins',
  name: 'invokeFunction',
  summary: 'Run a function of an installed plugin.',
  scope: 'plugins:invoke',
  http: { method: 'POST', path: '/v1/installations/{name}/functions/{function}/invoke', status: 200 },
  callers: ['workflows'],
  params: z.strictObject({ name: pluginName, function: functionName }),
  headers: z.strictObject({
    'idempotency-key': z.string().max(255).optional().meta({ description: 'Functions are pure: it changes nothing.' }),
  }),
  body: z.strictObject({
    input: z.unknown().optional().meta({ description: 'An empty object by default.' }),
    version: pluginVersion.optional().meta({ description: 'The version that must be the installed one.' }),
  }),
  output: z.object({
    output: z.unknown(),
    logs: z.array(z.string()).meta({ description: 'What it wrote by `console.log`, at most 64 KiB.' }),
    durationMs: z.number(),
  }),
  errors: ['not-found', 'unprocessable', 'plugin-function-failed', 'payload-too-large', 'integrity-violation'],
  deadlineMs: INVOKE_MS,
});

export const runScript = defineOperation({
  service: 'plugins',
  name: 'runScript',
  summary: 'Run a script of a workflow in the sandbox of functions.',
  scope: 'plugins:invoke',
  callers: ['workflows'],
  body: z.strictObject({
    source: z
      .string()
      .max(512 * 1024)
      .meta({ description: 'A module whose default export is the function to call.' }),
    input: z.unknown(),
  }),
  output: z.object({ output: z.unknown(), durationMs: z.number() }),
  errors: ['unprocessable', 'plugin-function-failed', 'payload-too-large'],
  deadlineMs: INVOKE_MS,
});
