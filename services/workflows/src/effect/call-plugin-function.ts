import { call } from '@mesh/bus/call';
import { invokeFunction } from '@mesh/contracts/functions';
import type { Json } from '@mesh/jq/json';
import { askingOf } from '../execution/principal-of.ts';
import { standardFault } from '../workflow-fault.ts';
import type { EffectHandler } from './effect-handler.ts';
import { idempotencyKey } from './http/idempotency-key.ts';

const named = /^(?<plugin>[^.]+)\.(?<function>[^.:]+):(?<version>[^@]+)@(?:plugins|default)$/;

/** What is told, after its name, of a call that names no function of a plugin. */
export const NO_PLUGIN_FUNCTION = 'names no function: expected plugin.function:version@plugins';

/** `plugin.function:version@plugins`, or of the catalog `default`: a function of a plugin that the workspace has installed in this version. */
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

/** What a call of a function of a plugin names; undefined for what is not written so. */
export function pluginFunctionIn(called: string): PluginFunction | undefined {
  const { plugin, function: name, version } = named.exec(called)?.groups ?? {};
  return plugin && name && version ? { plugin, function: name, version } : undefined;
}
