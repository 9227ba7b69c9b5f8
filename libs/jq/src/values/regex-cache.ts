import { RE2JS } from 're2js';
import { raise } from '../raised.ts';
import { toRe2 } from './regex-syntax.ts';

const KEPT = 32;
const LARGEST_KEPT = 500;

/** An automaton grows with the text it reads, up to 8 MB, so it is replaced after this many characters. */
const READS_AT_MOST = 4_096;

type Kept = { readonly compiled: RE2JS; left: number };

const kept = new Map<string, Kept>();

/** The automaton for a pattern that is about to read this many characters. The least recently used one is evicted. */
export function compiledRegex(pattern: string, letters: string, reads: number): RE2JS {
  const key = `${[...'ixlpm'].filter((letter) => letters.includes(letter)).join('')}:${pattern}`;
  const known = kept.get(key);
  const { compiled, left } = known ?? { compiled: compileRegex(pattern, letters), left: READS_AT_MOST };
  kept.delete(key);
  if (left <= reads || compiled.programSize() > LARGEST_KEPT) return compiled;
  kept.set(key, { compiled, left: left - reads });
  const [oldest] = kept.keys();
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
  return compiled;
}

function compileRegex(pattern: string, letters: string): RE2JS {
  const source = toRe2(pattern, letters.includes('x'));
  const flags =
    (letters.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) |
    (/[pm]/.test(letters) ? RE2JS.DOTALL : 0) |
    (letters.includes('l') ? RE2JS.LONGEST_MATCH : 0);
  try {
    return RE2JS.compile(source, flags);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return raise(`Regex failure: ${error instanceof Error ? error.message : 'invalid pattern'}`);
  }
}
