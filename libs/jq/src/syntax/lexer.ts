import { JqSyntaxError } from '../jq-error.ts';

type TokenType = 'mark' | 'word' | 'field' | 'variable' | 'number' | 'format' | 'quote' | 'end';
export type Token = { readonly type: TokenType; readonly text: string; readonly at: number; readonly end: number };

const space = /(?:[ \n\t\r]|#[^\n]*)*/y;
const rules: readonly (readonly [TokenType, RegExp])[] = [
  ['field', /\.[a-zA-Z_][a-zA-Z0-9_]*/y],
  ['number', /(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y],
  ['word', /(?:[a-zA-Z_][a-zA-Z0-9_]*::)*[a-zA-Z_][a-zA-Z0-9_]*/y],
  ['variable', /\$(?:[a-zA-Z_][a-zA-Z0-9_]*::)*[a-zA-Z_][a-zA-Z0-9_]*/y],
  ['format', /@[a-zA-Z0-9_]+/y],
  ['quote', /"/y],
  ['mark', /\?\/\/|\/\/=|[!=|+\-*/%<>]=|\.\.|\/\/|[.?=;,:|+\-*/%$<>[\](){}]/y],
];
/** Tokens of other languages, with the jq equivalent. */
const otherLanguages: ReadonlyMap<string, string> = new Map([
  ["'", 'a text stands in double quotes'],
  ['!', 'a condition is turned round by | not'],
  ['&', 'both of two conditions are said by and'],
]);

/** The token that starts at `offset`, after space and comments. */
export function tokenAt(source: string, offset: number): Token {
  space.lastIndex = offset;
  space.test(source);
  const at = Math.max(offset, space.lastIndex);
  if (at >= source.length) return { type: 'end', text: '', at, end: at };
  for (const [type, rule] of rules) {
    rule.lastIndex = at;
    const [text] = rule.exec(source) ?? [];
    if (text !== undefined) return { type, text, at, end: at + text.length };
  }
  const character = source.charAt(at);
  const instead = otherLanguages.get(character);
  throw new JqSyntaxError(
    `unexpected character ${JSON.stringify(character)}${instead === undefined ? '' : `: ${instead}`}`,
    source,
    at,
  );
}
