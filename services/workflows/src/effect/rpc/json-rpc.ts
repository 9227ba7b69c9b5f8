import { jsonOf } from '@mesh/contracts/json-of';
import type { Json } from '@mesh/jq/json';
import { z } from 'zod';
import type { About } from '../../execution/about.ts';
import { standardFault } from '../../workflow-fault.ts';
import type { Authentication } from '../authentication/policy.ts';
import type { EffectNeeds } from '../effect-handler.ts';
import { refuseFailure } from '../http/answer-http.ts';
import { EventStreamReader, eventsIn } from '../http/event-stream-reader.ts';
import type { HttpAnswer, Sending } from '../http/http-call.ts';
import { keyOfPart } from '../http/idempotency-key.ts';
import { sendHttp } from '../http/send-http.ts';
import { inTurn } from './in-turn.ts';

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
  error: z.object({ code: z.number(), message: z.string() }).nullish(),
});
type Answer = z.infer<typeof answer>;
const ID = 1;
const always = () => true;
type Hearing = {
  readonly isLast?: ((result: Json) => boolean) | undefined;
  /** What is answered to a message of the server's own, where that is a question. */
  readonly answerTo?: ((message: unknown) => Json | undefined) | undefined;
};

/**
 * Asks by JSON-RPC 2.0 over HTTP. Gives every result that came, in order: several where the answer is a stream, which ends with
 * the one that `isLast`. A server may keep its stream open behind that, and ask us something before, in a stream alone.
 */
export async function askRpc(
  asking: Asking,
  method: string,
  params: Json | undefined,
  { isLast = always, answerTo }: Hearing = {},
): Promise<{ results: Json[]; headers: HttpAnswer['headers'] }> {
  const enough = new AbortController();
  const events = new EventStreamReader();
  const isEnough = ({ error, result = null }: Answer) => !!error || isLast(result);
  await using saying = inTurn((ours, place, signal) => {
    const sending = { ...asking.sending, key: keyOfPart(asking.sending.key, `said.${place}`), signal };
    return post({ ...asking, sending }, ours); // what became of our question, its answer says
  }, asking.sending.signal);
  const onPart = (part: Buffer) => {
    const messages = events.push(part).map(jsonOf);
    for (const ours of messages.flat().flatMap((message) => answerTo?.(message) ?? [])) saying.add(ours);
    if (answersIn(messages).some(isEnough)) enough.abort();
  };
  const sending = { ...asking.sending, onPart, enough: enough.signal };
  const question = { jsonrpc: '2.0', id: ID, method, ...(params !== undefined && { params }) };
  const told = await post({ ...asking, sending }, question);
  refuseFailure(told);
  const answers = answersIn(messagesIn(told));
  const failure = answers.find(({ error }) => error)?.error;
  if (failure) throw standardFault('runtime', `${method} failed: ${failure.message} (${failure.code})`);
  if (answers.length === 0) throw standardFault('communication', `${method} was not answered`, { status: 502 });
  return { results: answers.map(({ result }) => result ?? null), headers: told.headers };
}

/**
 * What is our answer among what a server says, alone or several at once: it may ask us and tell us other things in between, under
 * any id. An error without one is of a question that it could not read, which is ours.
 */
function answersIn(messages: readonly unknown[]): Answer[] {
  return messages.flat().flatMap((message) => {
    const { success, data } = answer.safeParse(message);
    if (!success) return [];
    const isOurs = data.error ? data.id === ID || data.id === null : data.id === ID && data.result !== undefined;
    return isOurs ? [data] : [];
  });
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
