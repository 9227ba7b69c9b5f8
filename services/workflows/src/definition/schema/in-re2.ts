/**
 * ECMAScript's white space, and its complement, for use inside brackets. Each ends with a range, so that a following `-` cannot
 * form one.
 */
const SPACE = String.raw`\t-\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff\u2000-\u200a`;
const NO_SPACE = String.raw`\u0000-\u0008\u000e-\u001f!-\u009f\u00a1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2fff\u3001-\ufefe\uff00-\u{10ffff}`;
const spaces: Readonly<Record<string, string>> = { '\\s': SPACE, '\\S': NO_SPACE };

/** RE2 knows these categories by their short names only. */
const categories: Readonly<Record<string, string>> = {
  Letter: 'L',
  Uppercase_Letter: 'Lu',
  Lowercase_Letter: 'Ll',
  Titlecase_Letter: 'Lt',
  Modifier_Letter: 'Lm',
  Other_Letter: 'Lo',
  Mark: 'M',
  Combining_Mark: 'M',
  Nonspacing_Mark: 'Mn',
  Spacing_Mark: 'Mc',
  Enclosing_Mark: 'Me',
  Number: 'N',
  Decimal_Number: 'Nd',
  digit: 'Nd',
  Letter_Number: 'Nl',
  Other_Number: 'No',
  Punctuation: 'P',
  punct: 'P',
  Connector_Punctuation: 'Pc',
  Dash_Punctuation: 'Pd',
  Open_Punctuation: 'Ps',
  Close_Punctuation: 'Pe',
  Initial_Punctuation: 'Pi',
  Final_Punctuation: 'Pf',
  Other_Punctuation: 'Po',
  Symbol: 'S',
  Math_Symbol: 'Sm',
  Currency_Symbol: 'Sc',
  Modifier_Symbol: 'Sk',
  Other_Symbol: 'So',
  Separator: 'Z',
  Space_Separator: 'Zs',
  Line_Separator: 'Zl',
  Paragraph_Separator: 'Zp',
  Control: 'Cc',
  cntrl: 'Cc',
  Format: 'Cf',
  Surrogate: 'Cs',
  Private_Use: 'Co',
};

/** ECMAScript's `.`: RE2 excludes only the line feed. */
const ANY = String.raw`[^\n\r\u2028\u2029]`;

/** Rewrites white space classes and `.` to their meaning in ECMA-262, which JSON Schema uses. */
export function withEcmaClasses(pattern: string): string {
  let isInBrackets = false;
  return pattern.replace(/\\[\s\S]|[[\].]/g, (found) => {
    if (found === '[') isInBrackets = true;
    if (found === ']') isInBrackets = false;
    if (found === '.') return isInBrackets ? found : ANY;
    const space = spaces[found];
    if (space === undefined) return found;
    return isInBrackets ? space : `[${space}]`;
  });
}

/** `\p{Letter}` and `\p{Script=Greek}` as `\p{L}` and `\p{Greek}`. */
export function withLongNames(pattern: string): string {
  return pattern.replace(
    /\\([pP])\{(?:(General_Category|gc|Script|sc)=)?(\w+)\}|\\[\s\S]/g,
    (found, sign, _of, name) =>
      name === undefined ? found : `\\${sign}{${Object.hasOwn(categories, name) ? categories[name] : name}}`,
  );
}
