import type { Json } from '@mesh/jq/json';
import { standardFault } from '../interpreter/workflow-fault.ts';
import { type HttpAnswer, type HttpArguments, readHttpArguments } from './http-arguments.ts';
import { idempotencyKey } from './idempotency-key.ts';
import type { EffectHandler } from './perform.ts';
import { sendHttp } from './send-http.ts';

/** `call: http`. Every attempt of an effect carries the same `Idempotency-Key`, so that a callee can see it once. */
export const callHttp: EffectHandler = async (needs, about, effect, signal) => {
  const asked = readHttpArguments(effect.arguments);
  const answer = await sendHttp(needs, about, asked, { key: idempotencyKey(effect.key), signal });
  const most = asked.redirect ? 399 : 299;
  if (answer.status < 200 || answer.status > most)
    throw standardFault('communication', `the server answered ${answer.status}`, {
      status: answer.status,
      retryAfterMs: retryAfterMs(answer.headers['retry-after']),
    });
  return outputOf(asked, answer);
};

function outputOf({ method, url, headers, output }: HttpArguments, answer: HttpAnswer): Json {
  if (output === 'raw') return answer.raw.toString('base64');
  if (output === 'content') return answer.content;
  const request = { method, uri: url, headers };
  return { request, statusCode: answer.status, headers: answer.headers, content: answer.content };
}

/** Seconds or a date (RFC 9110), in ms from now. */
function retryAfterMs(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}
