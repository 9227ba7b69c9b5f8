import type { RE2JS } from 're2js';
import type { Budget } from '../budget.ts';
import { JqLimitError } from '../jq-error.ts';
import type { Json } from '../json.ts';
import { raise } from '../raised.ts';
import { type Offset, pointOffset } from './code-points.ts';
import { raiseAbout } from './describe.ts';
import { compiledRegex } from './regex-cache.ts';

/** Characters times steps of the automaton that one search may take: about 50 ms at worst. */
const LARGEST_SEARCH = 8_000_000;
const WORTH_A_LOOK = 10_000;

export type Regex = { readonly compiled: RE2JS; readonly global: boolean; readonly skipEmpty: boolean };

/** The regular expression of `match(pattern; flags)`; flags g, i, x, s, n, l, p and m, or null. */
export function regexOf(pattern: Json, flags: Json, text: Json): Regex {
  if (typeof text !== 'string') return raiseAbout(text, 'cannot be matched, as it is not a string');
  if (typeof pattern !== 'string') return raiseAbout(pattern, 'is not a string');
  if (flags !== null && typeof flags !== 'string') return raiseAbout(flags, 'is not a string');
  const letters = flags ?? '';
  if (/[^gixsnlpm]/.test(letters)) return raise(`${letters} is not a valid modifier string`);
  const compiled = compiledRegex(pattern, letters, text.length);
  return { compiled, global: letters.includes('g'), skipEmpty: letters.includes('n') };
}

type Capture = {
  readonly start: Offset;
  readonly end: Offset;
  readonly text: string;
  readonly name: string | null;
};

/** A match and its captures; a capture that took no part has `text` undefined. */
export type Match = {
  readonly start: Offset;
  readonly end: Offset;
  readonly text: string;
  readonly captures: readonly (Omit<Capture, 'text'> & { readonly text: string | undefined })[];
};

/** The first match, or with flag `g` all of them, from left to right. */
export function* matches(run: Budget, text: string, { compiled, global, skipEmpty }: Regex): Iterable<Match> {
  const names = new Map(Object.entries(compiled.namedGroups()).map(([name, group]) => [Number(group), name]));
  const matcher = compiled.matcher(text);
  const size = compiled.programSize();
  let from = 0;
  let before: Offset = { unit: 0, point: 0 };
  while (from <= text.length) {
    beforeSearch(run, (text.length - from + 1) * size);
    const found = matcher.find(from);
    run.scan(((found ? matcher.end() : text.length) - from + 1) * size);
    if (!found) return;
    const offset = (unit: number, near: Offset): Offset => ({ unit, point: pointOffset(text, unit, near) });
    const start = offset(matcher.start(), before);
    const end = offset(matcher.end(), start);
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
      const first = offset(low, start);
      return { start: first, end: offset(high, first), text: text.slice(low, high), name };
    });
    run.take(64 * (captures.length + 1));
    yield { start, end, text: text.slice(start.unit, end.unit), captures };
    if (!global) return;
  }
}

/** Whether there is a match at all, which is faster to determine. */
export function matchesAnywhere(run: Budget, text: string, regex: Regex): boolean {
  if (regex.skipEmpty) {
    for (const _match of matches(run, text, { ...regex, global: true })) return true;
    return false;
  }
  const steps = (text.length + 1) * regex.compiled.programSize();
  beforeSearch(run, steps);
  run.scan(steps);
  return regex.compiled.test(text);
}

/** A search cannot be interrupted, so its length is limited, and the clock is checked before each longer one. */
function beforeSearch(run: Budget, steps: number): void {
  if (steps > LARGEST_SEARCH) throw new JqLimitError('operations');
  if (steps > WORTH_A_LOOK) run.look();
}
