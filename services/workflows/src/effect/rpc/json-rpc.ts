import { setTimeout as sleep } from 'node:timers/promises';
import { jsonOf } from '@mesh/contracts/json-of';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Json } from '@mesh/jq/json';
import { standardFault, type WorkflowFault } from '../../workflow-fault.ts';
import { refuseFailure } from '../http/answer-http.ts';
import { EventStreamReader } from '../http/event-stream-reader.ts';
import type { HttpAnswer, Sending } from '../http/http-call.ts';
import { keyOfPart } from '../http/idempotency-key.ts';
import { isAway } from '../http/is-away.ts';
import { inTurn } from './in-turn.ts';
import { type Asking, getBehind, post } from './post-rpc.ts';
import { type Answer, answersIn, type Failure, ID, messagesIn } from './rpc-messages.ts';

const always = () => true;
type Hearing = {
  readonly isLast?: ((result: Json) => boolean) | undefined;
  /** The answer to a request of the server; undefined if the message is none. */
  readonly answerTo?: ((message: unknown) => Json | undefined) | undefined;
  /** Headers for our answers, taken from the head of the server's response if that arrives first. */
  readonly headersFrom?: ((told: HttpAnswer['headers']) => HttpAnswer['headers']) | undefined;
  /** Whether a stream that ends before the answer is resumed after its last event (MCP, resumability). */
  readonly goesOn?: boolean | undefined;
  /** A more specific fault for a refusal. */
  readonly faultOf?: ((failure: Failure) => WorkflowFault | undefined) | undefined;
};
/** Pause before a stream is resumed. */
const USUAL_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
const MOST_STREAMS = 100;

/**
 * Calls by JSON-RPC 2.0 over HTTP. Returns all results in order: several if the answer is a stream, which ends with the one
 * that `isLast`. In a stream the server may send requests before the answer, and may keep it open after it.
 */
export async function askRpc(
  asking: Asking,
  method: string,
  params: Json | undefined,
  { isLast = always, answerTo, headersFrom = () => ({}), goesOn = false, faultOf }: Hearing = {},
): Promise<{ results: Json[]; headers: HttpAnswer['headers'] }> {
  const enough = new AbortController();
  let events = new EventStreamReader();
  const isEnough = ({ error, result = null }: Answer) => !!error || isLast(result);
  let server = asking.server;
  await using saying = inTurn((ours, place, signal) => {
    const sending = { ...asking.sending, key: keyOfPart(asking.sending.key, `said.${place}`), signal };
    return post({ ...asking, server, sending }, ours); // the answer to our question says what became of it
  }, asking.sending.signal);
  const onPart: Sending['onPart'] = (part, _status, headers = {}) => {
    server = { ...asking.server, headers: { ...asking.server.headers, ...headersFrom(headers) } };
    const messages = events.push(part).map(jsonOf);
    for (const ours of messages.flat().flatMap((message) => answerTo?.(message) ?? [])) saying.add(ours);
    if (answersIn(messages).some(isEnough)) enough.abort();
  };
  const sending = { ...asking.sending, onPart, enough: enough.signal };
  const question = { jsonrpc: '2.0', id: ID, method, ...(params !== undefined && { params }) };
  let since = '';
  /** The answer; undefined if a stream broke off and can be resumed. */
  const heard = async (work: Promise<HttpAnswer>): Promise<HttpAnswer | undefined> => {
    const told = await work.catch((error: unknown) => {
      if (goesOn && (events.lastId || since) !== '' && isAway(error)) return undefined;
      throw error;
    });
    since = goesOn ? events.lastId || since : '';
    return told;
  };
  let told = await heard(post({ ...asking, sending }, question));
  const isBehind = since !== '';
  for (let streams = 1; since !== '' && !isAnswer(told) && streams < MOST_STREAMS; streams++) {
    await pause(Math.min(events.retryMs ?? USUAL_PAUSE_MS, LONGEST_PAUSE_MS), sending.signal);
    events = new EventStreamReader();
    const key = keyOfPart(sending.key, `behind.${streams}`);
    told = await heard(getBehind({ ...asking, sending: { ...sending, key } }, since));
  }
  const isLost = told?.status === 404 && isBehind; // the question was accepted, whatever became of it
  if (!told || isLost) throw standardFault('communication', `${method} was not answered`, { status: 502 });
  refuseFailure(told);
  const answers = answersIn(messagesIn(told));
  const failure = answers.find(({ error }) => error)?.error;
  if (failure)
    throw faultOf?.(failure) ?? standardFault('runtime', `${method} failed: ${failure.message} (${failure.code})`);
  if (answers.length === 0) throw standardFault('communication', `${method} was not answered`, { status: 502 });
  return { results: answers.map(({ result }) => result ?? null), headers: told.headers };
}

/** Whether it is the answer, or there will be none: a refusal is not resumed. */
function isAnswer(told: HttpAnswer | undefined): boolean {
  return told !== undefined && (told.status > 299 || answersIn(messagesIn(told)).length > 0);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch((cause: unknown) => {
    throw new MeshError('deadline-exceeded', 'the server did not answer in time', { cause });
  });
}

/** Sends a notification, which has no answer. */
export async function notifyRpc(asking: Asking, method: string): Promise<void> {
  refuseFailure(await post(asking, { jsonrpc: '2.0', method }));
}
