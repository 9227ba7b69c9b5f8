import type { Ast } from './ast.ts';
import { parseAs } from './parse-binding.ts';
import { parseExpression } from './parse-expression.ts';
import { parseTerm } from './parse-term.ts';
import { parseText } from './parse-text.ts';
import type { TokenReader } from './token-reader.ts';

/** A term and what follows it, and `as $x | …`, which takes all the rest. */
export function parsePostfix(reader: TokenReader): Ast {
  const term = parseSteps(reader);
  return reader.accept('as') ? parseAs(reader, term) : term;
}

/** A term and its steps: `.a`, `[0]`, `[1:2]`, `[]`, `?`. */
export function parseSteps(reader: TokenReader): Ast {
  let term = parseTerm(reader);
  let steps = 0;
  for (let after = step(reader, term); after !== undefined; after = step(reader, term)) {
    term = after;
    steps += 1;
    reader.deeper();
  }
  reader.shallower(steps);
  return term;
}

function step(reader: TokenReader, target: Ast): Ast | undefined {
  const { type, text, at } = reader.peek();
  if (type === 'field') {
    reader.take();
    return { type: 'index', target, key: { type: 'literal', value: text.slice(1) }, optional: reader.accept('?') };
  }
  if (type !== 'mark') return undefined;
  if (text === '.') {
    reader.take();
    return afterDot(reader, target);
  }
  if (text === '[') return parseBrackets(reader, target);
  if (text === '?//') reader.skipTo(at + 1);
  return text === '?//' || reader.accept('?') ? { type: 'try', body: target, handler: null } : undefined;
}

/** What may follow a dot that is no field: a string or brackets. */
export function afterDot(reader: TokenReader, target: Ast): Ast {
  const { type, text, at } = reader.peek();
  if (type === 'quote' || type === 'format') {
    const key = parseText(reader);
    return { type: 'index', target, key, optional: reader.accept('?') };
  }
  if (type === 'mark' && text === '[') return parseBrackets(reader, target);
  return reader.fail('expected a field, a string or brackets after the dot', at);
}

function parseBrackets(reader: TokenReader, target: Ast): Ast {
  reader.expect('[');
  if (reader.accept(']')) return { type: 'iterate', target, optional: reader.accept('?') };
  if (reader.accept(':')) {
    const to = parseExpression(reader);
    reader.expect(']');
    return { type: 'slice', target, from: null, to, optional: reader.accept('?') };
  }
  const key = parseExpression(reader);
  if (reader.accept(':')) {
    const to = reader.peek().text === ']' ? null : parseExpression(reader);
    reader.expect(']');
    return { type: 'slice', target, from: key, to, optional: reader.accept('?') };
  }
  reader.expect(']');
  return { type: 'index', target, key, optional: reader.accept('?') };
}
