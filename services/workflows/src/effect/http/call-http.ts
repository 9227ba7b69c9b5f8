import type { EffectHandler } from '../effect-handler.ts';
import { outputOf } from './answer-http.ts';
import { readHttpArguments } from './http-arguments.ts';
import { sendingOf } from './http-call.ts';
import { sendHttp } from './send-http.ts';

/** `call: http`. All attempts of an effect carry the same `Idempotency-Key`, so that the callee can deduplicate them. */
export const callHttp: EffectHandler = async (needs, about, effect, signal) => {
  const asked = readHttpArguments(effect.arguments);
  const sending = { ...sendingOf(effect, signal), isExact: asked.output === 'raw' };
  return outputOf(asked, await sendHttp(needs, about, asked, sending));
};
