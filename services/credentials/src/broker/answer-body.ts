import { isUtf8 } from 'node:buffer';
import { jsonOf } from '@mesh/contracts/json-of';
import { isJson } from '@mesh/egress/content-type';
import type { Scrubber } from './scrubber.ts';

type AnswerBody = { bodyKind: 'json' | 'text' | 'base64' | 'none'; body: unknown };

/** The body of an answer whose bytes were scrubbed: a JSON value, text, or base64 of anything else. */
export function answerBody(bytes: Buffer, contentType: string | undefined, scrubber: Scrubber): AnswerBody {
  if (bytes.length === 0) return { bodyKind: 'none', body: null };
  if (!isUtf8(bytes)) return { bodyKind: 'base64', body: bytes.toString('base64') };
  const text = bytes.toString();
  const value = isJson(contentType) ? jsonOf(text) : undefined;
  if (value === undefined) return { bodyKind: 'text', body: text };
  return { bodyKind: 'json', body: text.includes('\\') ? scrubber.json(value) : value }; // escapes may hide it in bytes
}
