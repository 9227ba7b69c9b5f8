import { setTimeout as sleep } from 'node:timers/promises';
import { journalItem, type readJournal } from '@mesh/contracts/journal';
import type { AnswerOf } from '@mesh/contracts/operation';
import { addressOf, type Connection } from './connection.ts';
import { framesOf } from './frames.ts';
import { problemOf } from './problem-error.ts';
import { isCut, send } from './send.ts';

export type JournalItem = AnswerOf<typeof readJournal>['items'][number];

/** An item of the journal and the cursor after it, or a reset: the cursor was not valid, and the current state follows. */
export type Followed =
  | { readonly kind: 'item'; readonly cursor: string; readonly item: JournalItem }
  | { readonly kind: 'reset'; readonly cursor: string; readonly snapshot: unknown };

export type Follow = (
  executionId: string,
  options?: {
    /** The cursor after which to begin. The beginning by default. */
    readonly after?: string | undefined;
    readonly signal?: AbortSignal | undefined;
  },
) => AsyncIterable<Followed>;

const RETRIES = 10;
const BETWEEN_MS = 250;

/** Follows an execution until it has ended. Yields each item once and in order, however often the connection ends. */
export function follow(connection: Connection): Follow {
  return async function* (executionId, { after, signal } = {}) {
    for (let cursor = after; ; ) {
      const answer = await open(connection, executionId, cursor, signal);
      if (answer.status === 204) return;
      if (!answer.ok || !answer.body) throw await problemOf(answer);
      for await (const frame of untilCut(answer.body)) {
        cursor = frame.cursor;
        yield frame;
      }
      await sleep(BETWEEN_MS, undefined, { signal });
    }
  };
}

function open(
  connection: Connection,
  executionId: string,
  cursor: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const { apiKey, retries = RETRIES } = connection;
  const url = addressOf(connection, `/v1/executions/${encodeURIComponent(executionId)}/events`);
  const resuming = cursor === undefined ? {} : { 'last-event-id': cursor };
  const headers = { 'x-api-key': apiKey, accept: 'text/event-stream', ...resuming };
  return send(url, { method: 'GET', headers }, { retries, signal });
}

/** What a lost connection delivered is complete; the cursor of the last frame says where to continue. */
async function* untilCut(body: ReadableStream<Uint8Array>): AsyncGenerator<Followed> {
  try {
    for await (const { id, event, data } of framesOf(body)) {
      if (id === undefined) continue;
      const told: unknown = JSON.parse(data);
      if (event === 'stream.reset') yield { kind: 'reset', cursor: id, snapshot: told };
      else yield { kind: 'item', cursor: id, item: journalItem.parse(told) };
    }
  } catch (error) {
    if (!isCut(error)) throw error;
  }
}
