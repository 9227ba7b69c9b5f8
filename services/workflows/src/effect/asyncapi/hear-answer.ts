import { refuseFailure } from '../http/answer-http.ts';
import { EventStreamReader } from '../http/event-stream-reader.ts';
import type { HttpAnswer, HttpCall } from '../http/http-call.ts';
import { isAway } from '../http/is-away.ts';
import { sendHttp } from '../http/send-http.ts';
import { LineReader } from './line-reader.ts';
import type { Speaking } from './speaking.ts';

type Headers = HttpAnswer['headers'];
/** The outcome of one answer. */
export type Heard = {
  /** Id of its last event, if it had one. */
  readonly lastId: string;
  /** Whether there may be more at once: it had messages, or stays open. */
  readonly hasMore: boolean;
};

/** Limit of an answer, and the earlier time at which a stream is requested again, since connections may die silently. */
const LONGEST_MS = 600_000;
const OPEN_MS = LONGEST_MS - 60_000;
/** Size after which a stream is requested again, preferably at the end of a line, since an answer is held in memory. */
const FULL_BYTES = 4 * 1_024 * 1_024;
const LINE_END = 10;
/** Through the broker, headers arrive only at the end, so a body that looks like a stream is ended this long after an event. */
const GATHERED_MS = 500;

/**
 * Sends one request to a channel and calls `tell` with each message of the answer; those of a stream as they arrive, since it may
 * be endless.
 */
export async function hearAnswer(
  { needs, about, sending }: Speaking,
  call: HttpCall,
  tell: (text: string, headers: Headers) => void,
): Promise<Heard> {
  const full = new AbortController();
  const enough = AbortSignal.any([full.signal, AbortSignal.timeout(OPEN_MS)]);
  const brokered = new EventStreamReader();
  let reader: EventStreamReader | LineReader | undefined;
  let [count, bytes] = [0, 0];
  const hear = (texts: readonly string[], headers: Headers) => {
    for (const text of texts) {
      if (text === '') continue;
      count++;
      tell(text, headers);
    }
  };
  const onPart = (part: Buffer, status: number, headers: Headers | undefined) => {
    if (status < 200 || status > 299) return;
    if (!headers) {
      if (brokered.push(part).length > 0) setTimeout(() => full.abort(), GATHERED_MS).unref();
      return;
    }
    reader ??= readerOf(headers);
    if (!reader) return;
    hear(reader.push(part), headers);
    bytes += part.length;
    if (bytes > FULL_BYTES && (part.at(-1) === LINE_END || bytes > 2 * FULL_BYTES)) full.abort();
  };
  const answer = await sendHttp(needs, about, call, { ...sending, timeoutMs: LONGEST_MS, onPart, enough }).catch(
    (error: unknown) => {
      if (reader && isAway(error)) return undefined;
      throw error;
    },
  );
  if (!answer) return { lastId: lastIdOf(reader), hasMore: false }; // the stream broke off, and thus has ended
  const { status, headers, raw } = answer;
  if (status === 204 || status === 304) return { lastId: '', hasMore: false };
  refuseFailure(answer);
  if (!reader) {
    reader = readerOf(headers);
    hear(reader ? reader.push(raw) : [raw.toString()], headers);
  }
  if (reader && !enough.aborted) hear(reader.end(), headers);
  return { lastId: lastIdOf(reader), hasMore: count > 0 || enough.aborted };
}

function lastIdOf(reader: EventStreamReader | LineReader | undefined): string {
  return reader && 'lastId' in reader ? reader.lastId : '';
}

/** A reader for a stream of messages; undefined for a single message. */
function readerOf(headers: Headers): EventStreamReader | LineReader | undefined {
  const type = headers['content-type'] ?? '';
  if (/^text\/event-stream\b/i.test(type)) return new EventStreamReader();
  return /^application\/(?:x-)?(?:ndjson|jsonl)\b/i.test(type) ? new LineReader() : undefined;
}
