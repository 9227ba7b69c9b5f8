import { call } from '@mesh/bus/call';
import { invokeFunction } from '@mesh/contracts/functions';
import type { Json } from '@mesh/jq/json';
import { askingOf } from '../execution/principal-of.ts';
import { standardFault } from '../workflow-fault.ts';
import type { EffectHandler } from './effect-handler.ts';
import { idempotencyKey } from './http/idempotency-key.ts';

const named = /^(?<plugin>[^.]+)\.(?<function>[^.:]+):(?<version>[^@]+)@(?:plugins|default)$/;

/** Message, after its name, of a call that names no plugin function. */
export const NO_PLUGIN_FUNCTION = 'names no function: expected plugin.function:version@plugins';

/**
 * Calls `plugin.function:version@plugins`, or `@default`: a function of a plugin installed in the workspace in this version.
 */
export const callPluginFunction: EffectHandler = async ({ bus }, about, effect, signal) => {
  const called = pluginFunctionIn(effect.function);
  if (!called) throw standardFault('configuration', `${effect.function} ${NO_PLUGIN_FUNCTION}`);
  const { plugin, function: name, version } = called;
  const question = {
    params: { name: plugin, function: name },
    headers: { 'idempotency-key': idempotencyKey(effect.key) },
    body: { input: effect.arguments, version },
  };
  const answer = await call(bus, invokeFunction, question, askingOf(about, signal));
  return (answer.output ?? null) as Json;
};

type PluginFunction = { readonly plugin: string; readonly function: string; readonly version: string };

/** Parses the name of a plugin function; undefined for other forms. */
export function pluginFunctionIn(called: string): PluginFunction | undefined {
  const { plugin, function: name, version } = named.exec(called)?.groups ?? {};
  return plugin && name && version ? { plugin, function: name, version } : undefined;
}
