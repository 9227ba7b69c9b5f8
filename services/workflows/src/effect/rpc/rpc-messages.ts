import { jsonOf } from '@mesh/contracts/json-of';
import { z } from 'zod';
import { eventsIn } from '../http/event-stream-reader.ts';
import type { HttpAnswer } from '../http/http-call.ts';

const failure = z.object({ code: z.number(), message: z.string() });
export type Failure = z.infer<typeof failure>;
const answer = z.object({ id: z.unknown(), result: z.json().optional(), error: failure.nullish() });
export type Answer = z.infer<typeof answer>;
/** Of the one question that a call asks. */
export const ID = 1;

/**
 * What is our answer among what a server says, alone or several at once: it may ask us and tell us other things in between, under
 * any id. An error without one is of a question that it could not read, which is ours.
 */
export function answersIn(messages: readonly unknown[]): Answer[] {
  return messages.flat().flatMap((message) => {
    const { success, data } = answer.safeParse(message);
    if (!success) return [];
    const isOurs = data.error ? data.id === ID || data.id === null : data.id === ID && data.result !== undefined;
    return isOurs ? [data] : [];
  });
}

/** What a server says in an answer of HTTP, which may be a stream. */
export function messagesIn({ headers, content, raw }: HttpAnswer): unknown[] {
  if (!/^text\/event-stream\b/i.test(headers['content-type'] ?? '')) return [content];
  return eventsIn(raw).flatMap((data) => jsonOf(data) ?? []);
}
