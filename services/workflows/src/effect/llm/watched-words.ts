import type { OnPart } from '@mesh/egress/egress';
import { EventStreamReader } from '../http/event-stream-reader.ts';
import { CompletionReader } from './completion.ts';

/** Tells the words of a streamed answer while they come. What it cannot read it leaves to whoever reads the whole answer. */
export function watchedWords(tell: (from: number, text: string) => void): OnPart {
  const events = new EventStreamReader();
  const reader = new CompletionReader();
  let from = 0;
  let isBroken = false;
  return (part, status) => {
    if (isBroken || status < 200 || status > 299) return;
    try {
      const text = events
        .push(part)
        .map((data) => reader.take(data))
        .join('');
      if (text === '') return;
      tell(from, text);
      from += text.length;
    } catch {
      isBroken = true;
    }
  };
}
