import { call } from '@mesh/bus/call';
import { invokeFunction } from '@mesh/contracts/functions';
import type { Json } from '@mesh/jq/json';
import { standardFault } from '../interpreter/workflow-fault.ts';
import type { EffectHandler } from './effect-handler.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { askingOf } from './principal-of.ts';

const named = /^(?<plugin>[^.]+)\.(?<function>[^.:]+):(?<version>[^@]+)@(?:plugins|default)$/;

/** `plugin.function:version@plugins`, or of the catalog `default`: a function of a plugin that the workspace has installed in this version. */
export const callPluginFunction: EffectHandler = async ({ bus }, about, effect, signal) => {
  const { plugin, function: name, version } = named.exec(effect.function)?.groups ?? {};
  if (!plugin || !name || !version)
    throw standardFault(
      'configuration',
      `${effect.function} names no function: expected plugin.function:version@plugins`,
    );
  const question = {
    params: { name: plugin, function: name },
    headers: { 'idempotency-key': idempotencyKey(effect.key) },
    body: { input: effect.arguments, version },
  };
  const answer = await call(bus, invokeFunction, question, askingOf(about, signal));
  return (answer.output ?? null) as Json;
};
