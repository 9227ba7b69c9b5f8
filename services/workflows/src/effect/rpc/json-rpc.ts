import { jsonOf } from '@mesh/contracts/json-of';
import type { Json } from '@mesh/jq/json';
import { z } from 'zod';
import type { About } from '../../execution/about.ts';
import { standardFault } from '../../workflow-fault.ts';
import type { Authentication } from '../authentication/policy.ts';
import type { EffectNeeds } from '../effect-handler.ts';
import { refuseFailure } from '../http/answer-http.ts';
import { eventsIn } from '../http/event-stream-reader.ts';
import type { HttpAnswer, Sending } from '../http/http-call.ts';
import { sendHttp } from '../http/send-http.ts';

export type RpcServer = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly authentication: Authentication | undefined;
};
type Asking = {
  readonly needs: EffectNeeds;
  readonly about: About;
  readonly server: RpcServer;
  readonly sending: Sending;
};

const answer = z.object({
  id: z.unknown(),
  result: z.json().optional(),
  error: z.object({ code: z.number(), message: z.string() }).optional(),
});
const ID = 1;

/** Asks by JSON-RPC 2.0 over HTTP. Gives every result that came, in order: several where the answer is a stream. */
export async function askRpc(
  asking: Asking,
  method: string,
  params: Json | undefined,
): Promise<{ results: Json[]; headers: HttpAnswer['headers'] }> {
  const told = await post(asking, { jsonrpc: '2.0', id: ID, method, ...(params !== undefined && { params }) });
  refuseFailure(told);
  const answers = messagesIn(told).flatMap((message) => {
    const read = answer.safeParse(message);
    return read.success && read.data.id === ID ? [read.data] : [];
  });
  const failure = answers.find(({ error }) => error !== undefined)?.error;
  if (failure) throw standardFault('runtime', `${method} failed: ${failure.message} (${failure.code})`);
  if (answers.length === 0) throw standardFault('communication', `${method} was not answered`, { status: 502 });
  return { results: answers.map(({ result }) => result ?? null), headers: told.headers };
}

/** Tells the server something that has no answer. */
export async function notifyRpc(asking: Asking, method: string): Promise<void> {
  refuseFailure(await post(asking, { jsonrpc: '2.0', method }));
}

function post({ needs, about, server, sending }: Asking, body: Json): Promise<HttpAnswer> {
  const { url, authentication } = server;
  const headers = { accept: 'application/json, text/event-stream', ...server.headers };
  return sendHttp(needs, about, { method: 'POST', url, headers, body, redirect: false, authentication }, sending);
}

function messagesIn({ headers, content, raw }: HttpAnswer): unknown[] {
  if (!/^text\/event-stream\b/i.test(headers['content-type'] ?? '')) return [content];
  return eventsIn(raw).flatMap((data) => jsonOf(data) ?? []);
}
