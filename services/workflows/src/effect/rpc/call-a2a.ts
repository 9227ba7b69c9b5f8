import { isObject, type Json } from '@mesh/jq/json';
import { z } from 'zod';
import { derivedUuid } from '../../interpreter/derived-id.ts';
import { readArguments } from '../../plan/read-arguments.ts';
import { standardFault } from '../../workflow-fault.ts';
import type { EffectHandler } from '../effect-handler.ts';
import { endpoint } from '../http/http-arguments.ts';
import { type Sending, sendingOf } from '../http/http-call.ts';
import { resource } from '../resource/resources.ts';
import { askRpc, type RpcServer } from './json-rpc.ts';

type Fields = Record<string, Json>;
const a2aArguments = z.object({
  method: z.string(),
  agentCard: resource.optional(),
  server: endpoint.optional(),
  parameters: z.record(z.string(), z.json()).optional(),
});
const card = z.object({
  url: z.string(),
  preferredTransport: z.string().default('JSONRPC'),
  additionalInterfaces: z.array(z.object({ url: z.string(), transport: z.string() })).default([]),
});
const streams = new Set(['message/stream', 'tasks/resubscribe']);
/** An agent tells what it does while it does it: for so long, unless the task ends it before. */
const LONGEST_MS = 600_000;

/** `call: a2a`: an agent is asked by JSON-RPC; a stream puts out all that came. */
export const callA2a: EffectHandler = async (needs, about, effect, signal) => {
  const { method, parameters, agentCard, server } = readArguments(a2aArguments, effect.arguments);
  const sending = sendingOf(effect, signal);
  const to = agentCard
    ? serverOf(await needs.resources.value(agentCard, { needs, about, ...sending }), agentCard)
    : server && { url: server.uri, headers: {}, authentication: server.authentication };
  if (!to) throw standardFault('configuration', 'an agent is told by its `agentCard` or its `server`');
  const params = method.startsWith('message/') ? withMessage(parameters, sending) : parameters;
  const isStream = streams.has(method);
  const asking = { ...sending, timeoutMs: isStream ? LONGEST_MS : undefined };
  const isLast = isStream ? isFinal : undefined;
  const { results } = await askRpc({ needs, about, server: to, sending: asking }, method, params, isLast);
  return isStream ? results : (results.at(-1) ?? null);
};

/** What a stream ends with: an update of the task's status that says so, or a message in its place. */
function isFinal(result: Json): boolean {
  return isObject(result) && (result['final'] === true || result['kind'] === 'message');
}

/** The agent is called as its card is fetched. */
function serverOf(value: unknown, { endpoint: from }: z.infer<typeof resource>): RpcServer {
  const read = card.safeParse(value);
  if (!read.success) throw standardFault('configuration', 'the agent card tells no address');
  const { url, preferredTransport, additionalInterfaces } = read.data;
  const own = { url, transport: preferredTransport };
  const found = [own, ...additionalInterfaces].find(({ transport }) => transport === 'JSONRPC');
  if (!found) throw standardFault('configuration', 'the agent does not speak JSON-RPC', { status: 501 });
  if (!URL.canParse(found.url, from.uri))
    throw standardFault('communication', 'what the agent card tells is no address', { status: 502 });
  return { url: new URL(found.url, from.uri).href, headers: {}, authentication: from.authentication };
}

/** A message has an id of its own, the same for each attempt, and is the user's by default. */
function withMessage(parameters: Fields | undefined, { key }: Sending): Fields {
  const { message, ...rest } = parameters ?? {};
  const messageId = derivedUuid(key)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return { ...rest, message: { kind: 'message', messageId, role: 'user', ...(message as Fields | undefined) } };
}
