// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
import { expect, test } from 'vitest';
import { readDocument } from '../../src/definition/read-document.ts';

const about = { dsl: '1.0.0', namespace: 'test', name: 'test', version: '1.0.0' };
const messages = [{ role: 'user', content: '${ .question }' }];

/** Where a document is wrong whose task `ask` is this call. */
function faultsOf(call: 'llm' | 'agent', given: object, metadata: object = {}): string[] {
  const document = { document: { ...about, metadata }, do: [{ ask: { call, with: given } }] };
  try {
    readDocument(JSON.stringify(document), 'application/json');
    return [];
  } catch (error) {
    return (error as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer.replace('/do/0/ask', ''));
  }
}

test.each<[string, 'llm' | 'agent', object]>([
  ['messages that an expression makes', 'llm', { messages: '${ .messages }' }],
  ['numbers that expressions make', 'llm', { messages, temperature: '${ .t }', budget: { tokens: '${ .most }' } }],
  ['every kind of tool', 'agent', { instructions: 'a', tools: [{ plugin: 'p' }, { collection: 'c' }] }],
  ['a schema with what looks like an expression', 'llm', { messages, format: { schema: { const: '${ (' } } }],
])('%s are taken', (_what, call, given) => {
  expect(faultsOf(call, given)).toEqual([]);
});

test.each<[string, 'llm' | 'agent', object, string[]]>([
  ['no messages', 'llm', { model: 'm' }, ['/with/messages']],
  ['messages that are a text', 'llm', { messages: 'hi' }, ['/with/messages']],
  ['no instructions', 'agent', {}, ['/with/instructions']],
  ['an unknown field', 'agent', { instructions: 'a', temprature: 1 }, ['/with/temprature']],
  ['a tool of two kinds', 'agent', { instructions: 'a', tools: [{ plugin: 'p', collection: 'c' }] }, ['/with/tools/0']],
  ['a budget of nothing', 'llm', { messages, budget: { turns: 0 } }, ['/with/budget/turns']],
  ['prices without one', 'llm', { messages, prices: { input: 1 } }, ['/with/prices/output']],
  [
    'a secret in a message',
    'llm',
    { messages: [{ role: 'user', content: '${ $secrets.one }' }] },
    ['/with/messages/0/content'],
  ],
])('%s is refused, with its place', (_what, call, given, pointers) => {
  expect(faultsOf(call, given)).toEqual(pointers);
});

test('a budget of the execution is checked too', () => {
  expect(faultsOf('llm', { messages }, { budget: { tokens: 100, cost: 1 } })).toEqual([]);
  expect(faultsOf('llm', { messages }, { budget: { tokens: -1 } })).toEqual(['/document/metadata/budget/tokens']);
  expect(faultsOf('llm', { messages }, { budget: { token: 1 } })).toEqual(['/document/metadata/budget/token']);
});
