import { setTimeout as sleep } from 'node:timers/promises';
import { httpMethod } from '@mesh/contracts/http-method';
import type { Json } from '@mesh/jq/json';
import { retry } from '@mesh/runtime/retry';
import { textOf } from '../../expression/text-of.ts';
import { standardFault } from '../../workflow-fault.ts';
import { fieldsOf } from '../document-fields.ts';
import { refuseFailure } from '../http/answer-http.ts';
import { checkedPath } from '../http/checked-path.ts';
import type { HttpAnswer, HttpCall } from '../http/http-call.ts';
import { isAway } from '../http/is-away.ts';
import { sendHttp } from '../http/send-http.ts';
import { hearAnswer } from './hear-answer.ts';
import { type OutboundMessage, received } from './message.ts';
import type { Speaking } from './speaking.ts';

/** Pause between two requests after one without a message. */
const PAUSE_MS = 1_000;
const patience = { firstMs: 500, longestMs: 5_000, forMs: 60_000 };

/** Publishes a message: sends it to the channel by the method that the document's binding names. */
export async function publishOverHttp(speaking: Speaking, { payload, headers }: OutboundMessage, contentType: string) {
  const { needs, about, sending } = speaking;
  const texts = Object.entries(headers).map(([name, value]) => [name, textOf(value)]);
  const call = callOf(speaking, 'POST', { 'content-type': contentType, ...Object.fromEntries(texts) });
  refuseFailure(await sendHttp(needs, about, { ...call, body: payload }, sending));
}

/**
 * Requests messages from the channel until `sending.signal` aborts. An answer is a message or a stream of them, which is resumed
 * after its last event. A server that has answered once may be unavailable for a while.
 */
export async function subscribeOverHttp(speaking: Speaking, say: (message: Json) => void): Promise<never> {
  const { channel } = speaking;
  const { signal } = speaking.sending;
  const call = callOf(speaking, 'GET', { accept: 'application/json, text/event-stream, application/x-ndjson' });
  const tell = (text: string, headers: HttpAnswer['headers']) =>
    say(received(channel, text, headers) as unknown as Json);
  let since = '';
  let passes = (_error: unknown) => false;
  for (;;) {
    const behind = since === '' ? {} : { 'last-event-id': Buffer.from(since).toString('latin1') };
    const asked = { ...call, headers: { ...call.headers, ...behind } };
    const { lastId, hasMore } = await retry(() => hearAnswer(speaking, asked, tell), signal, {
      passes,
      ...patience,
    });
    since = lastId || since;
    passes = isAway;
    if (!hasMore) await sleep(PAUSE_MS, undefined, { signal });
  }
}

function callOf(
  { server, address, channel, authentication }: Speaking,
  usual: 'GET' | 'POST',
  headers: object,
): HttpCall {
  const told = String(fieldsOf(channel.bindings['http'])['method'] ?? usual).toUpperCase();
  const { data: method } = httpMethod.safeParse(told);
  if (method === undefined)
    throw standardFault('configuration', `the document binds the method ${told}, which cannot be called`);
  const path = checkedPath(address === '' || address.startsWith('/') ? address : `/${address}`);
  const url = server.url.href.replace(/\/$/, '') + path;
  return { method, url, headers: headers as Record<string, string>, body: undefined, redirect: false, authentication };
}
