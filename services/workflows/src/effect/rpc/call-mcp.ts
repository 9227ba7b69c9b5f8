import type { Json } from '@mesh/jq/json';
import { z } from 'zod';
import { checkedDurationMs } from '../../plan/checked-duration.ts';
import { readArguments } from '../../plan/read-arguments.ts';
import { standardFault, WorkflowFault } from '../../workflow-fault.ts';
import type { EffectHandler } from '../effect-handler.ts';
import { endpoint } from '../http/http-arguments.ts';
import { type HttpAnswer, sendingOf } from '../http/http-call.ts';
import { keyOfPart } from '../http/idempotency-key.ts';
import { sendHttp } from '../http/send-http.ts';
import { NO_STDIO } from '../runners.ts';
import { askRpc, notifyRpc } from './json-rpc.ts';
import { answerTo } from './mcp-client.ts';
import { requestAlone, standsAlone } from './mcp-request.ts';
import type { Asking } from './post-rpc.ts';

const VERSION = '2025-06-18';
const SESSION = 'mcp-session-id';
const LONGEST_MS = 600_000;
const ENDING_MS = 5_000;
const client = z.object({ name: z.string(), version: z.string() });
const mcpArguments = z.object({
  protocolVersion: z.string().default(VERSION),
  method: z.string(),
  parameters: z.record(z.string(), z.json()).optional(),
  timeout: z.json().optional(),
  transport: z.union([
    z.object({ http: z.object({ endpoint, headers: z.record(z.string(), z.string()).default({}) }) }),
    z.object({ stdio: z.unknown() }),
  ]),
  client: client.default({ name: 'automatos-mesh', version: '1.0.0' }),
});

/** `call: mcp` over streamable HTTP, in a session per call if the protocol version has sessions. */
export const callMcp: EffectHandler = async (needs, about, effect, outer) => {
  const { protocolVersion, method, parameters, timeout, transport, client } = readArguments(
    mcpArguments,
    effect.arguments,
  );
  if (!('http' in transport)) throw standardFault('configuration', NO_STDIO, { status: 501 });
  const { endpoint: to, headers } = transport.http;
  const timeoutMs = timeout === undefined ? undefined : Math.min(checkedDurationMs(timeout), LONGEST_MS);
  const limit = timeoutMs === undefined ? [] : [AbortSignal.timeout(timeoutMs)];
  const sending = { ...sendingOf(effect, AbortSignal.any([outer, ...limit])), timeoutMs };
  const server = { url: to.uri, headers, authentication: to.authentication };
  if (standsAlone(protocolVersion)) {
    const alone = requestAlone({ protocolVersion, client, method, parameters });
    const to = { ...server, headers: { ...headers, ...alone.headers } };
    const { results } = await askRpc({ needs, about, server: to, sending }, method, alone.params);
    return results.at(-1) ?? null;
  }
  const asking = { needs, about, server, sending };
  const hello = { protocolVersion, capabilities: {}, clientInfo: client };
  const told = await askInSession(asking, hello, method, parameters);
  if ('result' in told) return told.result;
  if (!sending.repeatable) throw told.lost;
  const anew = { ...asking, sending: { ...sending, key: keyOfPart(sending.key, 'anew') } };
  const again = await askInSession(anew, hello, method, parameters);
  if ('result' in again) return again.result;
  throw again.lost;
};

type Fields = { readonly [name: string]: Json };

/**
 * Begins a session, calls in it and ends it. A server that does not know the session any more has lost it, and another one is
 * begun (streamable HTTP, session management).
 */
async function askInSession(
  asking: Asking,
  hello: Fields,
  method: string,
  parameters: Fields | undefined,
): Promise<{ readonly result: Json } | { readonly lost: WorkflowFault }> {
  const { needs, about, server, sending } = asking;
  const ofPart = (name: string) => ({ ...sending, key: keyOfPart(sending.key, name) });
  const begun = await askRpc({ ...asking, sending: ofPart('begin') }, 'initialize', hello, {
    answerTo,
    headersFrom: sessionIn,
  });
  const [welcome] = begun.results as { protocolVersion?: string }[];
  const session = sessionIn(begun.headers);
  const version = welcome?.protocolVersion ?? String(hello['protocolVersion']);
  const headers = { ...server.headers, 'mcp-protocol-version': version, ...session };
  const inSession = { ...asking, server: { ...server, headers } };
  try {
    await notifyRpc({ ...inSession, sending: ofPart('begun') }, 'notifications/initialized');
    const { results } = await askRpc(inSession, method, parameters, { answerTo, goesOn: true });
    return { result: results.at(-1) ?? null };
  } catch (error) {
    if (SESSION in session && error instanceof WorkflowFault && error.error.status === 404) return { lost: error };
    throw error;
  } finally {
    const { url, authentication } = server;
    const end = { method: 'DELETE', url, headers, body: undefined, redirect: false, authentication } as const;
    // The session is ended even if nobody waits for the result any more. The server may refuse that, or be gone.
    const ending = { ...ofPart('end'), signal: AbortSignal.timeout(ENDING_MS) };
    if (SESSION in session) await sendHttp(needs, about, end, ending).catch(() => {});
  }
}

/** The header with the session that an answer begins. */
function sessionIn({ [SESSION]: session }: HttpAnswer['headers']): HttpAnswer['headers'] {
  return session === undefined ? {} : { [SESSION]: session };
}
