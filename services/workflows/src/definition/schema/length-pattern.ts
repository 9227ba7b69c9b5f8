/** Matches a pattern of one character class with a repetition count. */
const lengthOnly = /^\^(\.|\\[wWdDsS]|\\[pP]\{[^{}]+\}|\[(?:\\[\s\S]|[^\]\\])+\])\{(\d{1,9})(?:,(\d{0,9}))?\}\$$/;
/** RE2's limit of repetitions. */
const MOST_TIMES = 1_000;

type LengthPattern = {
  /** The pattern without its count. */
  readonly whole: string;
  /** Whether a text has an allowed number of characters. */
  readonly isLong: (text: string) => boolean;
};

/** Splits `^[\w-]{1,2048}$` into `^[\w-]*$` and a length check, in characters as ECMAScript counts them with the flag `u`. */
export function lengthPattern(pattern: string): LengthPattern {
  const [, kind, given = '', to] = lengthOnly.exec(pattern) ?? [];
  const least = Number(given);
  const most = to === undefined ? least : to === '' ? Number.POSITIVE_INFINITY : Number(to);
  if (kind === undefined || least > most || (least <= MOST_TIMES && (to === '' || most <= MOST_TIMES)))
    return { whole: pattern, isLong: () => true };
  return {
    whole: `^${kind}*$`,
    isLong(text) {
      if (text.length < least || text.length > 2 * most) return false;
      let characters = 0;
      for (const _ of text) characters++;
      return characters >= least && characters <= most;
    },
  };
}
