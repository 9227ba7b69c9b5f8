import { z } from 'zod';
import { isPlainText } from './plain-text.ts';

export const NO_PLAIN_TEXT = 'expected Unicode text without NUL';

/** A text of 1 to `longest` characters that every database can store. */
export function text(longest: number) {
  return z.string().min(1).max(longest).refine(isPlainText, NO_PLAIN_TEXT);
}
