import type { Ast } from './ast.ts';
import { parseExpression } from './parse-expression.ts';
import { parsePostfix } from './parse-postfix.ts';
import type { TokenReader } from './token-reader.ts';

/** `if … then … elif … then … else … end`; without `else` the input passes. */
export function parseIf(reader: TokenReader): Ast {
  reader.take();
  reader.deeper();
  const condition = parseExpression(reader);
  reader.expect('then');
  const yes = parseExpression(reader);
  const no = parseElse(reader);
  reader.shallower();
  return { type: 'if', condition, yes, no };
}

function parseElse(reader: TokenReader): Ast {
  if (reader.peek().text === 'elif') return parseIf(reader);
  const no: Ast = reader.accept('else') ? parseExpression(reader) : { type: 'identity' };
  reader.expect('end');
  return no;
}

/** `try` and `catch` take one operand each, as unary minus does. */
export function parseTry(reader: TokenReader): Ast {
  reader.take();
  reader.deeper();
  const body = parseOperand(reader);
  const handler = reader.accept('catch') ? parseOperand(reader) : null;
  reader.shallower();
  return { type: 'try', body, handler };
}

function parseOperand(reader: TokenReader): Ast {
  return reader.accept('-') ? { type: 'negate', body: parsePostfix(reader) } : parsePostfix(reader);
}

/** `label $name | …` */
export function parseLabel(reader: TokenReader): Ast {
  reader.take();
  const { type, text, at } = reader.take();
  if (type !== 'variable') reader.fail('expected a label such as $out', at);
  reader.expect('|');
  return { type: 'label', name: text.slice(1), body: parseExpression(reader) };
}
