/** The inside of `${ }` if the text is exactly one expression. */
export function wholeExpression(text: string): string | undefined {
  const trimmed = text.trim();
  return trimmed.startsWith('${') && endOf(trimmed, 2) === trimmed.length - 1 ? trimmed.slice(2, -1) : undefined;
}

export function isExpression(text: string): boolean {
  return wholeExpression(text) !== undefined;
}

/** The jq of a field that is always an expression, with or without `${ }`. */
export function unwrapped(text: string): string {
  return wholeExpression(text) ?? text;
}

/** The jq of each `${ … }` in a text. An unclosed one is plain text. */
export function expressionsIn(text: string): string[] {
  const found: string[] = [];
  for (let start = text.indexOf('${'); start !== -1; ) {
    const end = endOf(text, start + 2);
    if (end === -1) break;
    found.push(text.slice(start + 2, end));
    start = text.indexOf('${', end + 1);
  }
  return found;
}

/**
 * Index of the brace that closes the expression that begins at `from`; -1 if there is none. Comments are skipped, unless the
 * brace is inside one and the text has a single line.
 */
export function endOf(text: string, from: number): number {
  const end = braceAfter(text, from, true);
  return end === -1 ? braceAfter(text, from, false) : end;
}

/** Skips strings with their interpolations `\( )`, which may contain strings again. */
function braceAfter(text: string, from: number, skipsComments: boolean): number {
  const awaited: ('}' | ')' | '"')[] = [];
  let strings = 0;
  for (let at = from; at < text.length; at++) {
    const letter = text[at];
    const next = awaited.at(-1);
    if (letter === next) {
      awaited.pop();
      if (letter === '"') strings -= 1;
    } else if (next === '"') {
      if (letter === '\\' && text[++at] === '(') awaited.push(')');
    } else if (letter === '"') {
      awaited.push('"');
      strings += 1;
    } else if (letter === '#' && skipsComments) {
      const line = text.indexOf('\n', at);
      if (line === -1) return -1;
      at = line;
    } else if (strings === 0 && letter === '}') return at;
    else if (strings === 0 && letter === '{') awaited.push('}');
    else if (strings > 0 && letter === '(') awaited.push(')');
  }
  return -1;
}
