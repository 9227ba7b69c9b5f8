import { describe, expect, test } from 'vitest';
import { CompletionReader } from '../../src/effect/llm/completion.ts';

/** What these choices, one an event, come to. */
function read(...choices: readonly object[]) {
  const reader = new CompletionReader();
  for (const choice of choices) reader.take(JSON.stringify({ choices: [choice] }));
  reader.take(JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }));
  return reader.end();
}
const asks = (...calls: readonly object[]) => ({ index: 0, delta: { tool_calls: calls } });
const part = (index: number | null | undefined, id: string | undefined, given: string, name?: string) => ({
  index,
  id,
  function: { name, arguments: given },
});
const both = [
  { id: 'a', name: 'one', arguments: '{"n":1}' },
  { id: 'b', name: 'two', arguments: '{}' },
];

test('of several choices one is read', () => {
  const says = (index: number, content: string) => ({ index, delta: { content } });
  expect(read(says(0, 'yes'), says(1, 'no'), says(0, ' please'), says(1, ' thanks')).content).toBe('yes please');
});

test('words that come in parts are those of its texts, and none that it thinks', () => {
  const says = (...content: object[]) => ({ index: 0, delta: { content } });
  const thinks = { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] };
  expect(read(says(thinks), says({ type: 'text', text: 'y' }, { type: 'text', text: 'es' })).content).toBe('yes');
});

test('a refusal is what a model says', () => {
  const says = (refusal: string) => ({ index: 0, delta: { content: null, refusal } });
  expect(read(says('I cannot '), says('do that.')).content).toBe('I cannot do that.');
});

describe('an answer that gives no reason why it stops', () => {
  const told = (finish_reason: string | undefined, more: object = { content: 'yes' }) =>
    JSON.stringify({ choices: [{ index: 0, delta: more, finish_reason }] });
  const readAll = (...events: readonly string[]) => {
    const reader = new CompletionReader();
    for (const data of events) reader.take(data);
    return reader.end();
  };

  test.each([undefined, ''])('is over where its stream is, and breaks off before: %j', (reason) => {
    expect(readAll(told(reason), '[DONE]')).toMatchObject({ content: 'yes', finishReason: 'stop' });
    expect(readAll(told(reason, { tool_calls: both.map(({ id }) => ({ id })) }), '[DONE]').finishReason).toBe(
      'tool_calls',
    );
    expect(() => readAll(told(reason))).toThrow('broke off');
  });

  test('keeps a reason that it has given', () => {
    expect(readAll(told('length'), told(''), '').finishReason).toBe('length');
  });
});

test('events without data say nothing', () => {
  const reader = new CompletionReader();
  expect(['', ' ', '\n'].map((data) => reader.take(data))).toEqual(['', '', '']);
});

describe('calls of tools', () => {
  test.each([
    ['from zero', 0, 1],
    ['from one, as behind words that are counted too', 1, 2],
    ['with gaps', 1, 7],
  ])('that are counted %s are put together by their numbers', (_how, first, second) => {
    const told = [part(first, 'a', '{"n', 'one'), part(second, 'b', '{', 'two'), part(first, undefined, '":1}')];
    expect(read(...[...told, part(second, undefined, '}')].map((one) => asks(one))).calls).toEqual(both);
  });

  test.each([0, null, undefined])('that are all called number %s are told apart by their ids', (index) => {
    const told = [part(index, 'a', '{"n', 'one'), part(index, 'a', '":1}'), part(index, 'b', '{', 'two')];
    expect(read(...[...told, part(index, undefined, '}')].map((one) => asks(one))).calls).toEqual(both);
  });

  test('have arguments in a text or as they are', () => {
    const whole = { id: 'a', function: { name: 'one', arguments: { n: 1 } } };
    expect(read(asks(whole)).calls[0]?.arguments).toBe('{"n":1}');
  });

  test('of one id are two all the same where they have a number each', () => {
    const { calls } = read(asks(part(0, 'a', '{}', 'one'), part(1, 'a', '{}', 'two')));
    expect(calls.map(({ name }) => name)).toEqual(['one', 'two']);
  });

  test('more than 128 of them are an error', () => {
    const many = Array.from({ length: 129 }, (_, index) => part(index, `id ${index}`, '{}', 'one'));
    expect(() => read(asks(...many))).toThrow(/more than 128 tools/);
  });
});
