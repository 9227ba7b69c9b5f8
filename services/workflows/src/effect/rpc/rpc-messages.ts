import { jsonOf } from '@mesh/contracts/json-of';
import { z } from 'zod';
import { eventsIn } from '../http/event-stream-reader.ts';
import type { HttpAnswer } from '../http/http-call.ts';

const failure = z.object({ code: z.number(), message: z.string() });
export type Failure = z.infer<typeof failure>;
const answer = z.object({ id: z.unknown(), result: z.json().optional(), error: failure.nullish() });
export type Answer = z.infer<typeof answer>;
/** Id of the only request of a call. */
export const ID = 1;

/**
 * Our answer among the messages of a server, which may send requests and notifications in between under any id. An error
 * without an id is for a request that it could not parse, which is ours.
 */
export function answersIn(messages: readonly unknown[]): Answer[] {
  return messages.flat().flatMap((message) => {
    const { success, data } = answer.safeParse(message);
    if (!success) return [];
    const isOurs = data.error ? data.id === ID || data.id === null : data.id === ID && data.result !== undefined;
    return isOurs ? [data] : [];
  });
}

/** The messages in an HTTP response, which may be a stream. */
export function messagesIn({ headers, content, raw }: HttpAnswer): unknown[] {
  if (!/^text\/event-stream\b/i.test(headers['content-type'] ?? '')) return [content];
  return eventsIn(raw).flatMap((data) => jsonOf(data) ?? []);
}
