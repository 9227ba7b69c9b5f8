import { jsonOf } from '@mesh/contracts/json-of';
import { isObject, type Json, type JsonObject } from '@mesh/jq/json';
import { textOf } from '../../expression/text-of.ts';
import { standardFault } from '../../workflow-fault.ts';
import { refuseFailure } from '../http/answer-http.ts';
import { EventStreamReader } from '../http/event-stream-reader.ts';
import type { HttpAnswer } from '../http/http-call.ts';
import { keyOfPart } from '../http/idempotency-key.ts';
import { sendHttp } from '../http/send-http.ts';
import { a2aRequest, type Request } from './a2a-request.ts';
import type { A2aVersion } from './a2a-version.ts';
import type { Asking } from './post-rpc.ts';
import { messagesIn } from './rpc-messages.ts';

const ACCEPT = 'application/a2a+json, application/json, text/event-stream';
/** Statuses by which an agent refuses a body that it does not understand. */
const UNREAD = new Set([400, 422]);
type Parameters = Readonly<Record<string, Json | undefined>>;

/**
 * Calls an agent over HTTP+JSON. Returns all results in order: several if the answer is a stream, which ends with the one that
 * `isLast`.
 */
export async function askRest(
  { needs, about, server, sending }: Asking,
  method: string,
  parameters: Parameters,
  { rest, isLast, streams }: A2aVersion,
): Promise<Json[]> {
  const enough = new AbortController();
  const events = new EventStreamReader();
  const onPart = (part: Buffer) => {
    const told = events.push(part).flatMap((data) => (jsonOf(data) as Json | undefined) ?? []);
    if (told.some((one) => isFailure(one) || isLast(rest.result(one)))) enough.abort();
  };
  const watching = streams.includes(method) ? { ...sending, onPart, enough: enough.signal } : sending;
  const { authentication } = server;
  const send = ({ path, body }: Request, verb: string, part?: string): Promise<HttpAnswer> => {
    const url = server.url.replace(/\/$/, '') + path;
    const given = verb === 'POST' ? (body ?? {}) : undefined;
    const type = given === undefined ? {} : { 'content-type': rest.type };
    const headers = { accept: ACCEPT, ...type, ...server.headers };
    const key = part === undefined ? sending.key : keyOfPart(sending.key, part);
    const asked = { method: verb, url, headers, body: given, redirect: false, authentication };
    return sendHttp(needs, about, asked, { ...watching, key });
  };
  const [form, otherForm] = rest.forms(method, parameters);
  const asked = a2aRequest(method, form);
  const [first = 'GET', second] = asked.verbs;
  let told = await send(asked, first);
  if (second !== undefined && [404, 405].includes(told.status)) told = await send(asked, second, second);
  if (otherForm !== undefined && UNREAD.has(told.status)) {
    const again = await send(a2aRequest(method, otherForm), first, 'other');
    if (!UNREAD.has(again.status)) told = again; // otherwise the first answer says what is wrong
  }
  refuseFailure(told);
  const results = messagesIn(told) as Json[];
  const failure = results.find(isFailure);
  if (failure) throw standardFault('runtime', `${method} failed: ${textOf(failure.error)}`);
  // A body that is not JSON is text.
  if (results.length === 0 || results.some((one) => typeof one === 'string'))
    throw standardFault('communication', `${method} was not answered`, { status: 502 });
  return results.map(rest.result);
}

/** An error inside a stream, whose status was sent before anything could fail. */
function isFailure(told: Json): told is { readonly error: JsonObject } {
  return isObject(told) && isObject(told['error']);
}
