import { JqSyntaxError } from '../jq-error.ts';
import type { Ast } from './ast.ts';
import { parseExpression } from './parse-expression.ts';
import { TokenReader } from './token-reader.ts';

const LONGEST_SOURCE = 64 * 1_024;

/** The tree of a whole program. */
export function parse(source: string): Ast {
  if (source.length > LONGEST_SOURCE) throw new JqSyntaxError('the expression is longer than 64 KiB', source, 0);
  const reader = new TokenReader(source);
  const { type, text } = reader.peek();
  if (type === 'end') return { type: 'identity' };
  if (type === 'word' && ['import', 'include', 'module'].includes(text)) reader.fail('modules are not available');
  const program = parseExpression(reader);
  if (reader.peek().type !== 'end') reader.fail('unexpected token');
  return program;
}
