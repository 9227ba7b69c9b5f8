// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
import { chatEvents, eventOf, type Model } from '@mesh/testing/model-server';
import { expect, test } from 'vitest';
import { errorOf, outputOf, runIn } from '../effect/world.ts';
import { entriesOf, runWithModel } from './models.ts';

const ask = (more = '') => `
  - ask:
      call: llm
      with: {model: small, messages: [{role: user, content: "Say \${ .word }"}]${more}}`;

const format = ', format: {schema: {type: object, properties: {n: {type: integer}}, required: [n]}}';

test('a chat is completed: the request is the protocol’s, and the words are the output', async () => {
  const ran = await runWithModel(
    () => ({ content: 'hello' }),
    ask(', temperature: 0, maxTokens: 9, parameters: {seed: 7}'),
    { input: { word: 'hi' } },
  );
  expect(outputOf(ran)).toBe('hello');
  expect(ran.asked).toHaveLength(1);
  expect(ran.asked[0]).toMatchObject({
    path: '/v1/chat/completions',
    headers: { 'idempotency-key': expect.stringContaining('/do/0/ask/turn') },
    body: {
      model: 'small',
      messages: [{ role: 'user', content: 'Say hi' }],
      temperature: 0,
      max_tokens: 9,
      seed: 7,
      stream: true,
      stream_options: { include_usage: true },
    },
  });
});

test.each([
  ['stream_options: null', ['stream_options']],
  ['stream: false', ['stream_options']],
  ['temperature: null, response_format: null', ['temperature', 'response_format']],
])('what the endpoint does not take is left out: parameters: {%s}', async (parameters, names) => {
  const ran = await runWithModel(
    () => ({ content: '{"n": 7}' }),
    ask(`, temperature: 0, parameters: {${parameters}}${format}`),
  );
  for (const name of names) expect(ran.asked[0]?.body).not.toHaveProperty(name);
  expect(ran.asked[0]?.body).toHaveProperty('model');
});

test('what it used is in the journal, with its cost by the prices of the call', async () => {
  const model: Model = () => ({ content: 'x', usage: { prompt_tokens: 1_000, completion_tokens: 500 } });
  const ran = await runWithModel(model, ask(', prices: {input: 2, output: 10}, output: response'));
  expect(outputOf(ran)).toEqual({
    content: 'x',
    finishReason: 'stop',
    model: 'small',
    usage: { turns: 1, tokens: 1_500, cost: 0.007 },
  });
  expect(entriesOf(ran, 'task.completed')[0]).toMatchObject({
    output: { usage: { inputTokens: 1_000, outputTokens: 500, cost: 0.007 } },
  });
});

test('an endpoint that does not count is reckoned, so that a budget still holds', async () => {
  const ran = await runWithModel(() => ({ raw: chatEvents({ content: 'x'.repeat(400) }).slice(0, -2) }), ask());
  const [turn] = entriesOf(ran, 'task.completed') as { output: { usage: object } }[];
  expect(turn?.output.usage).toMatchObject({ outputTokens: 100, estimated: true });
});

test.each([1e300, -1, Number.MAX_SAFE_INTEGER])('an endpoint that counts %d tokens has not counted', async (told) => {
  const model: Model = () => ({ content: 'x', usage: { prompt_tokens: 1, completion_tokens: told } });
  const [turn] = entriesOf(await runWithModel(model, ask()), 'task.completed') as { output: { usage: object } }[];
  expect(turn?.output.usage).toMatchObject({ outputTokens: 1, estimated: true });
});

test('a price without measure is refused, so that costs stay numbers', async () => {
  const ran = await runWithModel(() => ({ content: 'x' }), ask(', prices: {input: 1.0e+308, output: 0}'));
  expect(errorOf(ran)).toMatchObject({ status: 400, detail: expect.stringContaining('prices') });
  expect(ran.asked).toEqual([]);
});

test('the query of an endpoint goes along behind the path', async () => {
  const choices = [{ message: { content: 'hello' }, finish_reason: 'stop' }];
  const azure = ', endpoint: "https://r.example/openai/deployments/small/?api-version=2024-10-21"';
  const ran = await runIn(() => ({ body: { choices } }), ask(azure), { word: 'hi' });
  expect(outputOf(ran)).toBe('hello');
  expect(ran.asked[0]?.path).toBe('/openai/deployments/small/chat/completions?api-version=2024-10-21');
});

test('an endpoint that streams nothing answers as a whole', async () => {
  expect(outputOf(await runWithModel(() => ({ content: 'whole', whole: true }), ask()))).toBe('whole');
});

const whole = JSON.stringify({ choices: [{ message: { content: 'yes' }, finish_reason: 'stop' }] });
test.each([
  ['one message without a reason to stop', 'application/json', whole.replace('"stop"', 'null')],
  ['one message called a text', 'text/plain', whole],
  ['one message called a stream, behind spaces', 'text/event-stream', `\n \n${whole}`],
  ['a stream called JSON', 'application/json', chatEvents({ content: 'yes' }).join('')],
])('an answer is read as what it is: %s', async (_what, contentType, body) => {
  const endpoint = ', endpoint: https://model.example/v1';
  const ran = await runIn(() => ({ body, headers: { 'content-type': contentType } }), ask(endpoint), { word: 'hi' });
  expect(outputOf(ran)).toBe('yes');
});

test('a stream ends where it says so, though its connection stays open', async () => {
  const raw = function* () {
    yield* chatEvents({ content: 'done' });
    for (;;) yield ': still here\n\n';
  };
  const ran = await runWithModel(() => ({ raw: raw(), pauseMs: 10 }), ask(', timeout: {seconds: 3}'));
  expect(outputOf(ran)).toBe('done');
  expect(ran.asked).toHaveLength(1);
});

test('a connection that breaks off behind the end of its stream has brought all of it', async () => {
  const ran = await runWithModel(() => ({ raw: chatEvents({ content: 'done' }), cut: true }), ask());
  expect(outputOf(ran)).toBe('done');
  expect(ran.asked).toHaveLength(1);
});

test('words and names that nothing can keep have U+FFFD in their place', async () => {
  const ran = await runWithModel(({ nth }) => (nth === 0 ? { content: 'no\0 \ud83d' } : { content: '' }), ask());
  expect(outputOf(ran)).toBe('no\ufffd \ufffd');
});

test('words are told while they come, each once and in their place', async () => {
  const raw = chatEvents({ content: 'one two three four' });
  const ran = await runWithModel(() => ({ raw, pauseMs: 5 }), ask());
  expect(ran.deltas.length).toBeGreaterThan(1);
  expect(ran.deltas.map(({ text }) => text).join('')).toBe('one two three four');
  expect(ran.deltas[1]).toMatchObject({ task: '/do/0/ask/turn', from: 8 });
});

test('an answer with a schema is read and checked; one that does not fit is told so', async () => {
  const answers = ['seven', '{"n": "seven"}', '```json\n{"n": 7}\n```'];
  const ran = await runWithModel(({ nth }) => ({ content: answers[nth] ?? '' }), ask(format));
  expect(outputOf(ran)).toEqual({ n: 7 });
  expect(ran.asked[0]?.body['response_format']).toMatchObject({
    type: 'json_schema',
    json_schema: { schema: { required: ['n'] } },
  });
  const [, , third] = ran.asked.map(({ body }) => body.messages.at(-1)?.content);
  expect(third).toMatch(/does not fit: \/n must be integer/);
});

test('a model that never fits is an error of validation', async () => {
  const ran = await runWithModel(() => ({ content: '{}' }), ask(format));
  expect(errorOf(ran)).toMatchObject({ type: expect.stringMatching(/validation$/), instance: '/do/0/ask' });
  expect(ran.asked).toHaveLength(3);
});

test('a busy endpoint is asked again, when it says, under the same key', async () => {
  const model: Model = ({ nth }) =>
    nth < 2 ? { status: nth === 0 ? 429 : 503, headers: { 'retry-after': '0' } } : { content: 'at last' };
  const ran = await runWithModel(model, ask());
  expect(outputOf(ran)).toBe('at last');
  expect(entriesOf(ran, 'task.retried').map(({ attempt }) => attempt)).toEqual([2, 3]);
  expect(new Set(ran.asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
});

const again = { status: 503, headers: { 'retry-after': '0' } };
/** Answers at the second time; each of these is an answer that is none. */
const broken: [string, ReturnType<Model>][] = [
  ['breaks off in the middle', { raw: chatEvents({ content: 'half of it' }).slice(0, 2), cut: true }],
  ['ends without an end', { raw: chatEvents({ content: 'half of it' }).slice(0, 2) }],
  ['is no JSON', { raw: ['data: {"choices": [\n\n'] }],
  ['is no completion', { raw: [eventOf({ choices: 'many' })] }],
  [
    'tells an error',
    { raw: [...chatEvents({ content: 'a' }).slice(0, 2), eventOf({ error: { message: 'overloaded' } })] },
  ],
  ['ends before it begins', { raw: [eventOf({ choices: [] }), 'data: [DONE]\n\n'] }],
  ['is a page', { raw: ['<html>busy</html>'] }],
];
test.each(broken)(
  'a stream that %s is tried again, and nothing of it is written down',
  async (_what, first) => {
    const ran = await runWithModel(({ nth }) => (nth === 0 ? first : { content: 'whole' }), ask());
    expect(outputOf(ran)).toBe('whole');
    expect(ran.written).not.toContain('half of it');
    expect(entriesOf(ran, 'task.retried')).toHaveLength(1);
    expect(ran.entries.filter(({ type, task }) => type === 'task.completed' && task?.endsWith('/turn'))).toHaveLength(
      1,
    );
  },
  30_000,
);

test('an endpoint that stays busy is an error in the end', async () => {
  const ran = await runWithModel(() => again, ask());
  expect(errorOf(ran)).toMatchObject({ type: expect.stringMatching(/communication$/), status: 503 });
  expect(ran.asked).toHaveLength(5);
});

test.each([
  [401, /authentication$/],
  [400, /communication$/],
  [404, /communication$/],
])('%i is an error at once', async (status, type) => {
  const ran = await runWithModel(() => ({ status, body: { error: { message: 'no such model' } } }), ask());
  expect(errorOf(ran).type).toMatch(type);
  expect(ran.asked).toHaveLength(1);
  if (status === 404) expect(errorOf(ran).detail).toMatch(/no such model/);
});

test('an error that is a list of them says what the first does', async () => {
  const body = [{ error: { code: 400, message: 'no signature', status: 'INVALID_ARGUMENT' } }];
  const ran = await runWithModel(() => ({ status: 400, body }), ask());
  expect(errorOf(ran).detail).toMatch(/answered 400: no signature$/);
});

/** A stream that has no end. */
function* endless(part: string) {
  for (;;) yield part;
}

test('a byte a second ends at the timeout of the call', async () => {
  const ran = await runWithModel(
    ({ nth }) => (nth === 0 ? { raw: endless(':'), pauseMs: 300 } : { content: 'fast' }),
    ask(', timeout: {milliseconds: 700}'),
  );
  expect(outputOf(ran)).toBe('fast');
  expect(entriesOf(ran, 'task.retried')[0]).toMatchObject({ error: { type: expect.stringMatching(/timeout$/) } });
});

test('a stream without an end is cut at its bound', async () => {
  const [, words = ''] = chatEvents({ content: 'x'.repeat(8) });
  const many = words.repeat(2_000);
  const ran = await runWithModel(({ nth }) => (nth === 0 ? { raw: endless(many) } : { content: 'short' }), ask());
  expect(outputOf(ran)).toBe('short');
});

test('a call without a model, and an endpoint that is closed, are errors that say so', async () => {
  const without = await runWithModel(() => ({ content: '' }), ask().replace('model: small, ', ''));
  expect(errorOf(without)).toMatchObject({ detail: expect.stringMatching(/names no `model`/) });
  const closed = await runWithModel(() => ({ content: '' }), ask(', endpoint: http://127.0.0.1:1/v1'));
  expect(errorOf(closed)).toMatchObject({ type: expect.stringMatching(/authorization$/) });
});
