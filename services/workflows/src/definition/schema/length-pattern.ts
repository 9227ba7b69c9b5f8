/** One kind of character from the beginning to the end, so and so many times. */
const lengthOnly = /^\^(\.|\\[wWdDsS]|\\[pP]\{[^{}]+\}|\[(?:\\[\s\S]|[^\]\\])+\])\{(\d{1,9})(?:,(\d{0,9}))?\}\$$/;
/** RE2 repeats no more often. */
const MOST_TIMES = 1_000;

type LengthPattern = {
  /** What is left to match. */
  readonly whole: string;
  /** Whether a text has as many characters as it asks for. */
  readonly isLong: (text: string) => boolean;
};

/** `^[\w-]{1,2048}$` as `^[\w-]*$` and a length, which is counted in characters, as by ECMAScript with its flag `u`. */
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
