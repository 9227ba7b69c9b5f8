import type { Ast, Entry } from './ast.ts';
import { ALTERNATIVE, parseExpression } from './parse-expression.ts';
import { variable } from './parse-term.ts';
import { parseText } from './parse-text.ts';
import type { TokenReader } from './token-reader.ts';

/** `{a: 1, b, $c, "d": 2, "e", ($f): 3, @base64 "g": 4}` */
export function parseObject(reader: TokenReader): Ast {
  reader.expect('{');
  const entries: Entry[] = [];
  while (!reader.accept('}')) {
    entries.push(parseEntry(reader));
    if (reader.accept(',')) continue;
    reader.expect('}');
    break;
  }
  return { type: 'object', entries };
}

function parseEntry(reader: TokenReader): Entry {
  const token = reader.peek();
  const { type, text, at } = token;
  if (type === 'variable') {
    reader.take();
    const value = variable(reader, token);
    if (reader.accept(':')) return { key: value, value: parseValue(reader) };
    return { key: { type: 'literal', value: text.slice(1) }, value };
  }
  if (type === 'mark' && text === '(') {
    reader.take();
    const key = parseExpression(reader);
    reader.expect(')');
    if (key.type === 'literal' && typeof key.value !== 'string') reader.fail('an object key must be a string', at);
    reader.expect(':');
    return { key, value: parseValue(reader) };
  }
  return parseNamed(reader);
}

function parseNamed(reader: TokenReader): Entry {
  const { type, text, at } = reader.peek();
  let key: Ast;
  if (type === 'quote' || type === 'format') key = parseText(reader);
  else if (type === 'word' && !text.includes('::')) key = { type: 'literal', value: reader.take().text };
  else reader.fail('expected a key; other keys than names and strings stand in parentheses', at);
  if (reader.accept(':')) return { key, value: parseValue(reader) };
  return { key, value: { type: 'index', target: { type: 'identity' }, key, optional: false } };
}

/** Whatever a comma does not end, joined by `|`. Operators are of jq 1.8: 1.7 wants parentheses around them. */
function parseValue(reader: TokenReader): Ast {
  reader.deeper();
  const { type, text } = reader.peek();
  if (type === 'word' && text === 'def') reader.fail('a definition in an object needs parentheses');
  const left = parseExpression(reader, ALTERNATIVE);
  const value: Ast = reader.accept('|') ? { type: 'pipe', left, right: parseValue(reader) } : left;
  reader.shallower();
  return value;
}
