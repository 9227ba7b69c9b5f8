import { call } from '@mesh/bus/call';
import { runScript as runIt } from '@mesh/contracts/functions';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Json } from '@mesh/jq/json';
import { z } from 'zod';
import { returns } from '../../definition/dsl/outputs.ts';
import { askingOf } from '../../execution/principal-of.ts';
import { textOf } from '../../expression/text-of.ts';
import { readArguments } from '../../plan/read-arguments.ts';
import { standardFault } from '../../workflow-fault.ts';
import type { EffectHandler } from '../effect-handler.ts';
import { sendingOf } from '../http/http-call.ts';
import { resource } from '../resource/resources.ts';
import { noRunnerForScript } from '../runners.ts';
import { callAsScript, isVariable } from './call-as-script.ts';

const scriptArguments = z.object({
  language: z.string(),
  code: z.string().optional(),
  source: resource.optional(),
  stdin: z.union([z.string(), z.json().transform((value) => JSON.stringify(value))]).default(''),
  arguments: z.union([z.array(z.json()), z.record(z.string(), z.json())]).default([]),
  environment: z.record(z.string(), z.json()).default({}),
  return: z.enum(returns).default('stdout'),
});
const ran = z.object({ code: z.number(), stdout: z.string(), stderr: z.string(), result: z.json().optional() });
type Ran = z.infer<typeof ran>;
type Returned = z.infer<typeof scriptArguments>['return'];

/** `run: script`: JavaScript, in the sandbox of the plugins. It reaches neither network nor files. */
export const runScript: EffectHandler = async (needs, about, effect, signal) => {
  const asked = readArguments(scriptArguments, effect.arguments);
  const refusal = noRunnerForScript(asked.language);
  if (refusal !== undefined) throw standardFault('configuration', refusal, { status: 501 });
  const sending = sendingOf(effect, signal);
  const fetched = asked.source && (await needs.resources.text(asked.source, { needs, about, ...sending }));
  const { list, named } = argumentsOf(asked.arguments);
  const argv = ['node', 'script.js', ...list.map(textOf)];
  const env = Object.fromEntries(Object.entries(asked.environment).map(([name, value]) => [name, textOf(value)]));
  const question = {
    body: {
      source: callAsScript(fetched ?? asked.code ?? '', Object.keys(named)),
      input: { argv, env, stdin: asked.stdin, named },
    },
  };
  const running = call(needs.bus, runIt, question, askingOf(about, signal));
  if (effect.detached) return running.then(unheard, unlessItRan);
  return outputOf(await running.then(({ output }) => ran.parse(output), notBegun), asked.return);
};

/** A detached script has no output. */
function unheard(): null {
  return null;
}

/** Its failure is ignored too, unless it could not be run at all. */
function unlessItRan(error: unknown): null {
  if (error instanceof MeshError && error.code === 'plugin-function-failed') return null;
  throw error;
}

/** A script that does not compile ends as in Node: with 1 and a message on standard error. Exceeding a limit is not an exit. */
function notBegun(error: unknown): Ran {
  if (!(error instanceof MeshError) || error.extra?.['reason'] !== 'error') throw error;
  return { code: 1, stdout: '', stderr: error.message.replace(/^the function failed: /, '') };
}

/** Named arguments are variables of the script, and `--name value` on its command line. */
function argumentsOf(given: Json[] | Record<string, Json>): { list: Json[]; named: Record<string, Json> } {
  if (Array.isArray(given)) return { list: given, named: {} };
  const wrong = Object.keys(given).find((name) => !isVariable(name));
  if (wrong !== undefined) throw standardFault('configuration', `${wrong} is no name of a variable`);
  return { list: Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]), named: given };
}

/**
 * Unless the exit code is asked for, a failing script fails its task. A returned value, even null, wins over printed output.
 */
function outputOf({ code, stdout, stderr, result }: Ran, returned: Returned): Json {
  if (returned === 'code') return code;
  if (returned === 'stderr') return stderr;
  if (returned === 'all') return { code, stdout, stderr };
  if (code !== 0) throw standardFault('runtime', `the script ended with ${code}: ${stderr.slice(-500)}`);
  if (returned === 'none') return null;
  return result === undefined ? stdout : result;
}
