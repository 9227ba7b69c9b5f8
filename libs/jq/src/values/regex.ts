import { RE2JS } from 're2js';
import type { Budget } from '../budget.ts';
import { JqLimitError } from '../jq-error.ts';
import type { Json } from '../json.ts';
import { raise } from '../raised.ts';
import { type Place, pointOffset } from './code-points.ts';
import { raiseAbout } from './describe.ts';
import { toRe2 } from './regex-syntax.ts';

/** Characters times steps of the automaton that one search may take: about 50 ms at worst. */
const LARGEST_SEARCH = 8_000_000;
const KEPT = 200;

export type Regex = { readonly compiled: RE2JS; readonly global: boolean; readonly skipEmpty: boolean };

const kept = new Map<string, RE2JS>();

/** The regular expression of `match(pattern; flags)`; flags g, i, x, s, n, l and p, or null. */
export function regexOf(pattern: Json, flags: Json, text: Json): Regex {
  if (typeof text !== 'string') return raiseAbout(text, 'cannot be matched, as it is not a string');
  if (typeof pattern !== 'string') return raiseAbout(pattern, 'cannot be matched, as it is not a string');
  if (flags !== null && typeof flags !== 'string') return raiseAbout(flags, 'is not a string');
  const letters = flags ?? '';
  if (/[^gixsnlpm]/.test(letters)) return raise(`${letters} is not a valid modifier string`);
  const key = `${[...'ixlpm'].filter((letter) => letters.includes(letter)).join('')}:${pattern}`;
  const compiled = kept.get(key) ?? compiledOf(pattern, letters);
  remember(key, compiled);
  return { compiled, global: letters.includes('g'), skipEmpty: letters.includes('n') };
}

function compiledOf(pattern: string, letters: string): RE2JS {
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

/** The least recently used one goes. */
function remember(key: string, compiled: RE2JS): void {
  kept.delete(key);
  kept.set(key, compiled);
  const [oldest] = kept.keys();
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
}

export type Capture = {
  readonly start: Place;
  readonly end: Place;
  readonly text: string;
  readonly name: string | null;
};

/** A match and its captures; a capture that took no part has `text` undefined. */
export type Match = {
  readonly start: Place;
  readonly end: Place;
  readonly text: string;
  readonly captures: readonly (Omit<Capture, 'text'> & { readonly text: string | undefined })[];
};

/** The first match, or with flag `g` all of them, from left to right. */
export function* matches(run: Budget, text: string, { compiled, global, skipEmpty }: Regex): Iterable<Match> {
  const names = new Map(Object.entries(compiled.namedGroups()).map(([name, group]) => [Number(group), name]));
  const matcher = compiled.matcher(text);
  const size = compiled.programSize();
  let from = 0;
  let before: Place = { unit: 0, point: 0 };
  while (from <= text.length) {
    spendSearch(run, (text.length - from + 1) * size);
    if (!matcher.find(from)) return;
    const place = (unit: number, near: Place): Place => ({ unit, point: pointOffset(text, unit, near) });
    const start = place(matcher.start(), before);
    const end = place(matcher.end(), start);
    before = start;
    const empty = start.unit === end.unit;
    from = empty ? end.unit + ((text.codePointAt(end.unit) ?? 0) > 0xffff ? 2 : 1) : end.unit;
    if (empty && skipEmpty) continue;
    const captures = Array.from({ length: compiled.groupCount() }, (_, index) => {
      const group = index + 1;
      const [low, high] = [matcher.start(group), matcher.end(group)];
      const name = names.get(group) ?? null;
      if (empty) return { start, end: start, text: '', name };
      if (low < 0) return { start, end: start, text: undefined, name };
      const first = place(low, start);
      return { start: first, end: place(high, first), text: text.slice(low, high), name };
    });
    run.take(64 * (captures.length + 1));
    yield { start, end, text: text.slice(start.unit, end.unit), captures };
    if (!global) return;
  }
}

/** Whether there is a match at all, which is quicker to tell. */
export function matchesAnywhere(run: Budget, text: string, regex: Regex): boolean {
  if (regex.skipEmpty) {
    for (const _match of matches(run, text, { ...regex, global: true })) return true;
    return false;
  }
  spendSearch(run, (text.length + 1) * regex.compiled.programSize());
  return regex.compiled.test(text);
}

function spendSearch(run: Budget, steps: number): void {
  if (steps > LARGEST_SEARCH) throw new JqLimitError('operations');
  run.scan(steps);
}
