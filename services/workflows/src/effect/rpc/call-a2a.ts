import { isObject, type Json } from '@mesh/jq/json';
import { z } from 'zod';
import { derivedUuid } from '../../interpreter/derived-id.ts';
import { readArguments } from '../../plan/read-arguments.ts';
import { standardFault } from '../../workflow-fault.ts';
import type { EffectHandler } from '../effect-handler.ts';
import { endpoint } from '../http/http-arguments.ts';
import { type Sending, sendingOf } from '../http/http-call.ts';
import { resource } from '../resource/resources.ts';
import { type A2aVersion, versionOf } from './a2a-version.ts';
import { type AgentServer, otherVersion, serverOf } from './agent-card.ts';
import { askRest } from './ask-rest.ts';
import { askRpc } from './json-rpc.ts';
import type { Failure } from './rpc-messages.ts';

type Fields = Record<string, Json>;
const a2aArguments = z.object({
  method: z.string(),
  agentCard: resource.optional(),
  server: endpoint.optional(),
  parameters: z.record(z.string(), z.json()).optional(),
});
/** Error codes for an unknown method or version. */
const UNKNOWN = new Set([-32_601, -32_009]);
/** Timeout of a message or stream, since an agent answers only when it is done; the task may end it earlier. */
const LONGEST_MS = 600_000;

/**
 * `call: a2a`: calls an agent by JSON-RPC, or by HTTP+JSON if its card offers nothing else, in the version of the method's
 * name. A stream outputs all of its results.
 */
export const callA2a: EffectHandler = async (needs, about, effect, signal) => {
  const { method, parameters, agentCard, server } = readArguments(a2aArguments, effect.arguments);
  const sending = sendingOf(effect, signal);
  const version = versionOf(method);
  const to: AgentServer | undefined = agentCard
    ? serverOf(await needs.resources.value(agentCard, { needs, about, ...sending }), agentCard, method)
    : server && { url: server.uri, headers: version.headers, authentication: server.authentication };
  if (!to) throw standardFault('configuration', 'an agent is told by its `agentCard` or its `server`');
  const isStream = version.streams.includes(method);
  const isSend = version.sends.includes(method);
  const given = to.tenant === undefined ? parameters : { ...parameters, tenant: to.tenant };
  const params = isSend ? withMessage(given, version, sending) : given;
  const asking = { ...sending, timeoutMs: isStream || isSend ? LONGEST_MS : undefined };
  const ask = { needs, about, server: to, sending: asking };
  const { speaks } = to;
  const faultOf = ({ code, message }: Failure) =>
    speaks !== undefined && UNKNOWN.has(code) ? otherVersion(method, speaks, `: ${message} (${code})`) : undefined;
  const isLast = (result: Json) => version.isLast(result, isSend && continuesTask(given));
  const hearing = { isLast: isStream ? isLast : undefined, faultOf };
  const results = to.isRest
    ? await askRest(ask, method, params ?? {}, { ...version, isLast })
    : (await askRpc(ask, method, params, hearing)).results;
  return isStream ? results : (results.at(-1) ?? null);
};

/**
 * Gives a message an id that is the same for each attempt, and the role of the user by default. A message in the JSON of
 * protobuf has no kind.
 */
function withMessage(parameters: Fields | undefined, version: A2aVersion, { key }: Sending): Fields {
  const { message, ...rest } = parameters ?? {};
  const messageId = derivedUuid(key)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  const given = message as Fields | undefined;
  const usual = String(given?.['role']).startsWith('ROLE_') ? {} : version.message;
  return { ...rest, message: { ...usual, messageId, ...given } };
}

/** Whether the message continues a task: then its stream begins with the task's former state. */
function continuesTask(parameters: Fields | undefined): boolean {
  const message = parameters?.['message'];
  return isObject(message) && typeof message['taskId'] === 'string' && message['taskId'] !== '';
}
