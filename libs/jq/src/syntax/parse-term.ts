import type { Ast } from './ast.ts';
import type { Token } from './lexer.ts';
import { parseForeach, parseReduce } from './parse-binding.ts';
import { parseIf, parseLabel, parseTry } from './parse-control.ts';
import { parseExpression } from './parse-expression.ts';
import { parseObject } from './parse-object.ts';
import { afterDot } from './parse-postfix.ts';
import { parseText } from './parse-text.ts';
import type { TokenReader } from './token-reader.ts';

const literals: Readonly<Record<string, null | boolean>> = { null: null, true: true, false: false };

/** Words that are syntax and never the name of a function. */
const keywords: ReadonlySet<string> = new Set(
  'as def module import include if then else elif end and or reduce foreach try catch label break'.split(' '),
);

/** The smallest whole expression. */
export function parseTerm(reader: TokenReader): Ast {
  const token = reader.peek();
  const { type, text, at } = token;
  switch (type) {
    case 'field':
      reader.take();
      return {
        type: 'index',
        target: { type: 'identity' },
        key: { type: 'literal', value: text.slice(1) },
        optional: reader.accept('?'),
      };
    case 'number':
      reader.take();
      return { type: 'literal', value: Number(text) };
    case 'variable':
      reader.take();
      return variable(reader, token);
    case 'quote':
    case 'format':
      return parseText(reader);
    case 'word':
      return parseWord(reader, token);
    case 'mark':
      return parseMark(reader, token);
    default:
      return reader.fail('expected an expression', at);
  }
}

/** `$name`; `$__loc__` is its own place in the source. */
export function variable(reader: TokenReader, { text, at }: Token): Ast {
  const name = text.slice(1);
  if (name !== '__loc__') return { type: 'variable', name, at };
  const line = reader.source.slice(0, at).split('\n').length;
  return { type: 'literal', value: { file: '<top-level>', line } };
}

function parseMark(reader: TokenReader, { text, at }: Token): Ast {
  switch (text) {
    case '.': {
      reader.take();
      const next = reader.peek();
      const bracket = next.type === 'mark' && next.text === '[';
      if (bracket || next.type === 'quote') return afterDot(reader, { type: 'identity' });
      return { type: 'identity' };
    }
    case '..':
      reader.take();
      return { type: 'call', name: 'recurse', args: [], at };
    case '(': {
      reader.take();
      const body = parseExpression(reader);
      reader.expect(')');
      return body;
    }
    case '[': {
      reader.take();
      if (reader.accept(']')) return { type: 'array', body: null };
      const body = parseExpression(reader);
      reader.expect(']');
      return { type: 'array', body };
    }
    case '{':
      return parseObject(reader);
    case '|':
      if (reader.source[at - 1] === '|')
        reader.fail('either of two conditions is said by or, not by ||: unexpected', at);
      return reader.fail('expected an expression', at);
    default:
      return reader.fail('expected an expression', at);
  }
}

function parseWord(reader: TokenReader, { text, at }: Token): Ast {
  switch (text) {
    case 'if':
      return parseIf(reader);
    case 'try':
      return parseTry(reader);
    case 'reduce':
      return parseReduce(reader);
    case 'foreach':
      return parseForeach(reader);
    case 'label':
      return parseLabel(reader);
    case 'break': {
      reader.take();
      const { type, text: name } = reader.take();
      if (type !== 'variable') reader.fail('break requires a label to break to', at);
      return { type: 'break', name: name.slice(1), at };
    }
    default:
      return parseCall(reader, text, at);
  }
}

function parseCall(reader: TokenReader, name: string, at: number): Ast {
  if (keywords.has(name)) reader.fail('unexpected keyword', at);
  if (name.includes('::')) reader.fail('modules are not available', at);
  reader.take();
  if (Object.hasOwn(literals, name)) return { type: 'literal', value: literals[name] ?? null };
  const args: Ast[] = [];
  if (reader.accept('(')) {
    do args.push(parseExpression(reader));
    while (reader.accept(';'));
    reader.expect(')');
  }
  return { type: 'call', name, args, at };
}
