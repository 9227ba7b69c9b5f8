import type { Definition, Parameter } from './ast.ts';
import { parseExpression } from './parse-expression.ts';
import type { TokenReader } from './token-reader.ts';

/** `def f: …; def g(a; $b): …;` and so on, as many as follow. */
export function parseDefinitions(reader: TokenReader): Definition[] {
  const definitions: Definition[] = [];
  while (reader.peek().type === 'word' && reader.peek().text === 'def') {
    const { at } = reader.take();
    const { type, text: name } = reader.take();
    if (type !== 'word' || name.includes('::')) reader.fail('expected a name for the definition', at);
    const parameters = reader.accept('(') ? parseParameters(reader) : [];
    reader.expect(':');
    const body = parseExpression(reader);
    reader.expect(';');
    definitions.push({ name, parameters, body, at });
  }
  return definitions;
}

function parseParameters(reader: TokenReader): Parameter[] {
  const parameters: Parameter[] = [];
  do {
    const { type, text, at } = reader.take();
    if (type === 'variable') parameters.push({ name: text.slice(1), by: 'value' });
    else if (type === 'word') parameters.push({ name: text, by: 'closure' });
    else reader.fail('expected the name of a parameter', at);
  } while (reader.accept(';'));
  reader.expect(')');
  return parameters;
}
