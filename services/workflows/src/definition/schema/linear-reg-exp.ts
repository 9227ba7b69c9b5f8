import { RE2JS } from 're2js';
import { withEcmaClasses, withLongNames } from './in-re2.ts';
import { lengthPattern } from './length-pattern.ts';

type RegExpLike = { test(text: string): boolean; toString(): string };

/**
 * A regular expression for ajv that runs in linear time (RE2), so that no user's pattern can block the process. Ajv
 * distinguishes them by their text.
 */
export function linearRegExp(pattern: string): RegExpLike {
  return matching(pattern, withLongNames(pattern));
}
linearRegExp.code = 'linearRegExp';

/** The same, with `\s` and `.` as in ECMA-262. */
export function ecmaRegExp(pattern: string): RegExpLike {
  return matching(pattern, withEcmaClasses(withLongNames(pattern)));
}
ecmaRegExp.code = 'ecmaRegExp';

function matching(pattern: string, written: string): RegExpLike {
  const { whole, isLong } = lengthPattern(written);
  const compiled = compile(pattern, whole);
  return { test: (text) => isLong(text) && compiled.matcher(text).find(), toString: () => pattern };
}

/** Throws with advice on what to write instead. */
function compile(pattern: string, written: string): RE2JS {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(written));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const [, advice] = refused.find(([kind]) => kind.test(message)) ?? [];
    throw new Error(advice === undefined ? message : `${advice}: ${pattern}`, { cause });
  }
}

const refused: readonly (readonly [RegExp, string])[] = [
  [/`\(\?<?[=!]/, 'a pattern does not look ahead or behind: say it by several in allOf, or by not'],
  [/escape sequence: `\\[1-9k]/, 'a pattern does not refer to its groups'],
  [/repeat count/, 'a pattern repeats at most 1000 times: say how long a text may be by minLength and maxLength'],
];
