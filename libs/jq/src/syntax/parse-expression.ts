import type { Ast, Binary, Update } from './ast.ts';
import { parseDefinitions } from './parse-definition.ts';
import { parsePostfix } from './parse-postfix.ts';
import type { TokenReader } from './token-reader.ts';

/** Operator precedence, loosest first: `|` `,` `//` assignment `or` `and` comparison sums products. */
const PIPE = 1;
export const ALTERNATIVE = 3;
const PRODUCT = 9;
const levels: Readonly<Record<string, readonly [level: number, side: 'left' | 'right' | 'none']>> = {
  '|': [PIPE, 'right'],
  ',': [2, 'left'],
  '//': [ALTERNATIVE, 'right'],
  ...Object.fromEntries(['=', '|=', '//=', '+=', '-=', '*=', '/=', '%='].map((mark) => [mark, [4, 'none']])),
  or: [5, 'left'],
  and: [6, 'left'],
  ...Object.fromEntries(['==', '!=', '<', '<=', '>', '>='].map((mark) => [mark, [7, 'none']])),
  '+': [8, 'left'],
  '-': [8, 'left'],
  '*': [PRODUCT, 'left'],
  '/': [PRODUCT, 'left'],
  '%': [PRODUCT, 'left'],
};

/** An expression of operators that bind at least as tightly as `loosest`. */
export function parseExpression(reader: TokenReader, loosest: number = PIPE): Ast {
  reader.deeper();
  let left = parseOperand(reader);
  let steps = 1;
  let ceiling = PRODUCT;
  let list: Ast[] | undefined;
  for (;;) {
    const { type, text } = reader.peek();
    const [level, side] = (type === 'mark' || type === 'word' ? levels[text] : undefined) ?? [0, 'none'];
    if (level < loosest || level === 0) break;
    if (level > ceiling) reader.fail('this operator does not chain; use parentheses');
    reader.take();
    const right = parseExpression(reader, side === 'right' ? level : level + 1);
    if (text === ',' && list !== undefined) {
      list.push(right);
      continue;
    }
    reader.deeper();
    steps += 1;
    list = text === ',' ? [left, right] : undefined;
    left = list === undefined ? join(text, left, right) : { type: 'comma', items: list };
    ceiling = side === 'none' ? level - 1 : level;
  }
  reader.shallower(steps);
  return left;
}

function parseOperand(reader: TokenReader): Ast {
  const { type, text } = reader.peek();
  if (type === 'word' && text === 'def') {
    const definitions = parseDefinitions(reader);
    return { type: 'define', definitions, body: parseExpression(reader) };
  }
  if (type === 'mark' && text === '-') {
    reader.take();
    return negated(parseExpression(reader, PRODUCT));
  }
  return parsePostfix(reader);
}

function negated(body: Ast): Ast {
  return body.type === 'literal' && typeof body.value === 'number'
    ? { type: 'literal', value: -body.value }
    : { type: 'negate', body };
}

function join(mark: string, left: Ast, right: Ast): Ast {
  switch (mark) {
    case '|':
      return { type: 'pipe', left, right };
    case '//':
      return { type: 'alternative', left, right };
    case 'and':
    case 'or':
      return { type: mark, left, right };
    default:
      return levels[mark]?.[0] === 4
        ? { type: 'update', operator: mark as Update, target: left, value: right }
        : { type: 'binary', operator: mark as Binary, left, right };
  }
}
