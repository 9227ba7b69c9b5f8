import type { Ast, Pattern } from './ast.ts';
import { parseExpression } from './parse-expression.ts';
import { parsePattern } from './parse-pattern.ts';
import { parseSteps } from './parse-postfix.ts';
import type { TokenReader } from './token-reader.ts';

/** The rest of `term as $x ?// [$y] | body`, after `as`. */
export function parseAs(reader: TokenReader, source: Ast): Ast {
  const patterns = parsePatterns(reader);
  reader.expect('|');
  return { type: 'as', source, patterns, body: parseExpression(reader) };
}

/** `reduce term as $x (start; update)` */
export function parseReduce(reader: TokenReader): Ast {
  const { source, patterns } = parseHead(reader);
  const start = parseExpression(reader);
  reader.expect(';');
  const update = parseExpression(reader);
  reader.expect(')');
  return { type: 'reduce', source, patterns, start, update };
}

/** `foreach term as $x (start; update; extract)` */
export function parseForeach(reader: TokenReader): Ast {
  const { source, patterns } = parseHead(reader);
  const start = parseExpression(reader);
  reader.expect(';');
  const update = parseExpression(reader);
  const extract: Ast = reader.accept(';') ? parseExpression(reader) : { type: 'identity' };
  reader.expect(')');
  return { type: 'foreach', source, patterns, start, update, extract };
}

function parseHead(reader: TokenReader): { source: Ast; patterns: Pattern[] } {
  reader.take();
  const source = parseSteps(reader);
  reader.expect('as');
  const patterns = parsePatterns(reader);
  reader.expect('(');
  return { source, patterns };
}

function parsePatterns(reader: TokenReader): Pattern[] {
  const patterns = [parsePattern(reader)];
  while (reader.accept('?//')) patterns.push(parsePattern(reader));
  return patterns;
}
