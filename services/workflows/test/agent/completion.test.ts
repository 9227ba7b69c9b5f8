import { describe, expect, test } from 'vitest';
import { CompletionReader } from '../../src/effect/llm/completion.ts';
import type { WorkflowFault } from '../../src/workflow-fault.ts';

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

describe('an error inside an answer', () => {
  const broken = (...choices: readonly object[]) => {
    try {
      read(...choices);
    } catch (thrown) {
      return (thrown as WorkflowFault).error;
    }
    return undefined;
  };
  const refused = (told: object) => ({ index: 0, delta: {}, ...told });

  test.each([
    [{ finish_reason: 'error' }, 502, /broke off/],
    [{ error: { code: '429', message: 'slow down' } }, 429, /slow down/],
    [{ error: { code: 'rate_limited', message: 'slow down' } }, 502, /slow down/],
    [
      { error: { code: 400, message: 'Provider returned error', metadata: { raw: 'too long' } } },
      400,
      /error: too long/,
    ],
  ])('breaks it off, with the status that it tells: %j', (told, status, detail) => {
    expect(broken({ index: 0, delta: { content: 'a' } }, refused(told))).toMatchObject({
      status,
      detail: expect.stringMatching(detail),
    });
  });
});

test('the model that answered is the first that is told with a name', () => {
  const reader = new CompletionReader();
  for (const model of ['', 'small', 'other']) reader.take(JSON.stringify({ model, choices: [{ delta: {} }] }));
  reader.take('[DONE]');
  expect(reader.end().model).toBe('small');
});

test.each([
  ['in each event, more and more', [{ completion_tokens: 1 }, { completion_tokens: 7 }], 7],
  ['with what it thinks in the total alone', [{ completion_tokens: 2, total_tokens: 354 }], 342],
  ['with a total of nothing', [{ completion_tokens: 2, total_tokens: 0 }], 2],
])('tokens may be counted %s', (_how, told, output) => {
  const reader = new CompletionReader();
  for (const one of told)
    reader.take(JSON.stringify({ choices: [{ delta: {} }], usage: { prompt_tokens: 12, ...one } }));
  reader.take('[DONE]');
  expect(reader.end().usage).toEqual({ input: 12, output });
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

describe('what a model thinks', () => {
  const thinks = (...said: readonly object[]) => read(...said.map((delta) => ({ index: 0, delta }))).thoughts;
  const asking = { tool_calls: [part(0, 'a', '{}', 'one')] };
  const detail = (more: object, index = 0) => ({ reasoning_details: [{ type: 'reasoning.text', index, ...more }] });
  const sealed = (id: string) => ({ type: 'reasoning.encrypted', data: `sealed ${id}`, id, index: 0 });

  test.each([
    ['by the name of DeepSeek', [{ reasoning_content: 'h' }, { reasoning_content: 'm' }], { reasoning_content: 'hm' }],
    ['by that of Groq', [{ reasoning: 'hm', reasoning_content: null }], { reasoning: 'hm' }],
    ['as nothing', [{ reasoning_content: '' }], { reasoning_content: '' }],
    ['as nothing, by the name of Groq', [{ reasoning: '' }], undefined],
    ['as an object that nobody knows', [{ reasoning: { effort: 'low' } }], undefined],
    ['not at all', [{}], undefined],
    [
      'in pieces, and with a signature, by OpenRouter',
      [{ reasoning: 'h', ...detail({ text: 'h' }) }, detail({ text: 'm' }), detail({ signature: 's' })],
      { reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'hm', signature: 's' }] },
    ],
    [
      'in several places',
      [
        detail({ text: 'h' }),
        detail({ text: 'm' }, 1),
        { reasoning_details: [sealed('a')] },
        { reasoning_details: [sealed('b')] },
      ],
      {
        reasoning_details: [
          { type: 'reasoning.text', index: 0, text: 'h' },
          { type: 'reasoning.text', index: 1, text: 'm' },
          sealed('a'),
          sealed('b'),
        ],
      },
    ],
    ['in no details', [{ reasoning_details: [] }], { reasoning_details: [] }],
  ])('before it asks for a tool is kept as its endpoint tells it: %s', (_how, told, kept) => {
    expect(thinks(...told, asking)).toEqual(kept);
    expect(thinks(...told)).toBeUndefined();
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

  test.each([0, null, undefined])('that have no ids, and are all called number %s, begin with a name each', (index) => {
    const told = [part(index, '', '{"n', 'one'), part(index, '', '":1}'), part(index, '', '{}', 'two')];
    expect(read(...told.map((one) => asks(one))).calls).toEqual([
      { ...both[0], id: '' },
      { ...both[1], id: '' },
    ]);
  });

  test('are whole though each part says their name', () => {
    const told = [part(0, undefined, '{"n', 'one'), part(0, undefined, '":1}', 'one'), part(0, undefined, '', 'one')];
    expect(read(...told.map((one) => asks(one))).calls).toEqual([{ ...both[0], id: '' }]);
  });

  test('end where their object does, and not at a brace in a text of it', () => {
    const first = '{"n":"}\\"}{","m":{}';
    const told = [part(0, '', first, 'one'), part(0, '', '}', 'one'), part(0, '', '{}', 'two')];
    expect(read(...told.map((one) => asks(one))).calls).toEqual([
      { id: '', name: 'one', arguments: `${first}}` },
      { ...both[1], id: '' },
    ]);
  });

  test('may be told in thousands of parts that all say their name', () => {
    const piece = part(0, undefined, 'x'.repeat(500), 'one');
    const told = [part(0, undefined, '{"n":"', 'one'), ...Array.from({ length: 20_000 }, () => piece)];
    const [call] = read(...told.map((one) => asks(one))).calls;
    expect(call?.arguments).toHaveLength(6 + 20_000 * 500);
  });

  test('keep what their endpoint wants back with them', () => {
    const extra = { google: { thought_signature: 's' } };
    const told = [{ ...part(0, 'a', '{"n', 'one'), extra_content: extra }, part(0, undefined, '":1}')];
    expect(read(...told.map((one) => asks(one))).calls).toEqual([{ ...both[0], extra }]);
  });

  test('have arguments in a text or as they are', () => {
    const whole = { id: 'a', function: { name: 'one', arguments: { n: 1 } } };
    expect(read(asks(whole)).calls[0]?.arguments).toBe('{"n":1}');
  });

  test('of one id are two all the same where they have a number each', () => {
    const { calls } = read(asks(part(0, 'a', '{}', 'one'), part(1, 'a', '{}', 'two')));
    expect(calls.map(({ id, name }) => [id, name])).toEqual([
      ['a', 'one'],
      ['', 'two'],
    ]);
  });

  test('more than 128 of them are an error', () => {
    const many = Array.from({ length: 129 }, (_, index) => part(index, `id ${index}`, '{}', 'one'));
    expect(() => read(asks(...many))).toThrow(/more than 128 tools/);
  });
});
