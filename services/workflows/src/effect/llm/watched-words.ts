import { EventStreamReader } from '../http/event-stream-reader.ts';
import type { Sending } from '../http/http-call.ts';
import { CompletionReader, isEnd } from './completion.ts';

/**
 * Forwards words of a streamed answer as they arrive, and detects its end, since some endpoints keep the stream open. Leaves
 * what it cannot parse to the reader of the whole answer.
 */
export function watchedWords(
  tell: (from: number, text: string) => void,
  end: () => void,
): NonNullable<Sending['onPart']> {
  const events = new EventStreamReader();
  const reader = new CompletionReader();
  let from = 0;
  let isBroken = false;
  return (part, status) => {
    if (status < 200 || status > 299) return;
    const told = events.push(part);
    if (told.some(isEnd)) end();
    if (isBroken) return;
    try {
      const text = told.map((data) => reader.take(data)).join('');
      if (text === '') return;
      tell(from, text);
      from += text.length;
    } catch {
      isBroken = true;
    }
  };
}
