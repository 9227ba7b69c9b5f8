import { isUtf8 } from 'node:buffer';
import type { Scrubber } from './scrubber.ts';

export type AnswerBody = { bodyKind: 'json' | 'text' | 'base64' | 'none'; body: unknown };

/** The body of an answer without the secret: a JSON value, text, or base64 of what is neither. */
export function answerBody(raw: Buffer, contentType: string | undefined, scrubber: Scrubber): AnswerBody {
  if (raw.length === 0) return { bodyKind: 'none', body: null };
  const bytes = scrubber.bytes(raw);
  if (!isUtf8(bytes)) return { bodyKind: 'base64', body: bytes.toString('base64') };
  const text = bytes.toString();
  if (/^application\/([a-z0-9.+-]+\+)?json\b/i.test(contentType ?? '')) {
    try {
      return { bodyKind: 'json', body: scrubber.json(JSON.parse(text)) };
    } catch {
      return { bodyKind: 'text', body: text };
    }
  }
  return { bodyKind: 'text', body: text };
}
