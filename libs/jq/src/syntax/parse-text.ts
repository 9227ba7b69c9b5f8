import type { Ast } from './ast.ts';
import { parseExpression } from './parse-expression.ts';
import type { TokenReader } from './token-reader.ts';

const plain = /[^"\\]+/y;
const escapes = /(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))+/y;
const loneSurrogate = /\p{Surrogate}/gu;

/** `"text \(expression)"`, `@format "text"` or `@format` alone. */
export function parseText(reader: TokenReader): Ast {
  const { type, text, at } = reader.take();
  if (type === 'quote') return { type: 'text', format: 'text', parts: parseParts(reader), at };
  const format = text.slice(1);
  if (reader.peek().type !== 'quote') return { type: 'format', format, at };
  reader.take();
  return { type: 'text', format, parts: parseParts(reader), at };
}

function parseParts(reader: TokenReader): (string | Ast)[] {
  const parts: (string | Ast)[] = [];
  for (;;) {
    const literal = readText(reader);
    if (literal !== '') parts.push(literal);
    const { source, offset } = reader;
    reader.skipTo(offset + 1);
    if (source[offset] === '"') return parts;
    reader.skipTo(offset + 2);
    const part = parseExpression(reader);
    if (reader.peek().text !== ')') reader.fail('expected ")" after the expression in the string');
    reader.take();
    parts.push(part);
  }
}

/** Text up to the closing quote or to `\(`, neither of which is consumed. */
function readText(reader: TokenReader): string {
  const { source } = reader;
  let text = '';
  for (;;) {
    const { offset } = reader;
    if (source[offset] === '"' || source.startsWith('\\(', offset)) return text;
    if (offset >= source.length) reader.fail('the string has no end', offset);
    plain.lastIndex = escapes.lastIndex = offset;
    const [piece] = plain.exec(source) ?? escapes.exec(source) ?? reader.fail('invalid escape', offset);
    text += piece.startsWith('\\') ? unescaped(piece) : piece;
    reader.skipTo(offset + piece.length);
  }
}

function unescaped(piece: string): string {
  return (JSON.parse(`"${piece}"`) as string).replace(loneSurrogate, '\ufffd');
}
