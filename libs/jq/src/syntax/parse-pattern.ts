import type { Ast, Pattern } from './ast.ts';
import { parseExpression } from './parse-expression.ts';
import { parseText } from './parse-text.ts';
import type { TokenReader } from './token-reader.ts';

type ObjectPattern = Extract<Pattern, { type: 'object' }>;

/** `$name`, `[$a, …]` or `{a: $b, $c, "d": …, (expression): …}`. */
export function parsePattern(reader: TokenReader): Pattern {
  reader.deeper();
  const { type, text, at } = reader.take();
  let pattern: Pattern;
  if (type === 'variable') pattern = { type: 'name', name: text.slice(1) };
  else if (type === 'mark' && text === '[') pattern = { type: 'array', items: parseItems(reader, ']', parsePattern) };
  else if (type === 'mark' && text === '{') pattern = { type: 'object', entries: parseItems(reader, '}', parseEntry) };
  else reader.fail('expected a pattern: $name, [ or {', at);
  reader.shallower();
  return pattern;
}

function parseItems<Item>(reader: TokenReader, end: string, parseItem: (reader: TokenReader) => Item): Item[] {
  const items = [parseItem(reader)];
  while (reader.accept(',')) items.push(parseItem(reader));
  reader.expect(end);
  return items;
}

function parseEntry(reader: TokenReader): ObjectPattern['entries'][number] {
  const { type, text, at } = reader.peek();
  if (type === 'variable') {
    reader.take();
    const name = text.slice(1);
    const pattern = reader.accept(':') ? parsePattern(reader) : null;
    return { key: { type: 'literal', value: name }, name, pattern };
  }
  const key = parseKey(reader);
  if (!reader.accept(':')) reader.fail('expected ":" and a pattern after the key', at);
  return { key, name: null, pattern: parsePattern(reader) };
}

function parseKey(reader: TokenReader): Ast {
  const { type, text, at } = reader.peek();
  if (type === 'quote' || type === 'format') return parseText(reader);
  reader.take();
  if (type === 'word') return { type: 'literal', value: text };
  if (text !== '(') reader.fail('expected a key', at);
  const key = parseExpression(reader);
  reader.expect(')');
  if (key.type === 'literal' && typeof key.value !== 'string') reader.fail('an object key must be a string', at);
  return key;
}
