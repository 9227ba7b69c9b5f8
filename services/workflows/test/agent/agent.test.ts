// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
import { MeshError } from '@mesh/contracts/mesh-error';
import { type ChatAnswer, type ChatToolCall, eventOf, type Model } from '@mesh/testing/model-server';
import { expect, test } from 'vitest';
import { errorOf, outputOf } from '../effect/world.ts';
import { entriesOf, runWithModel } from './models.ts';
import { toolBus } from './tool-bus.ts';

const agent = (more = '', tools = '[{plugin: weather}, {collection: handbook, k: 2}]') => `
  - ask:
      call: agent
      with: {model: small, instructions: You are brief., input: "\${ .question }", tools: ${tools}${more}}`;
const input = { question: 'A coat in Bern?' };
const forecast = (city: unknown = 'Bern'): ChatToolCall => ({ name: 'weather_forecast', arguments: { city } });
/** Asks for these tools, then answers. */
const then =
  (...calls: ChatToolCall[]): Model =>
  ({ nth }): ChatAnswer =>
    nth === 0 ? { calls } : { content: 'done' };
const sunny = () => toolBus(() => ({ sky: 'clear' }));
/** What the model was told of its tools. */
const told = ({ asked }: Awaited<ReturnType<typeof runWithModel>>, turn = 1) =>
  asked[turn]?.body.messages.filter(({ role }) => role === 'tool').map(({ content }) => content);

test('it uses functions of plugins and searches collections until it answers', async () => {
  const bus = toolBus((_name, given) => ({ city: (given as { city: string }).city, sky: 'rain' }));
  const model: Model = ({ nth }) => {
    if (nth === 0) return { calls: [forecast(), { name: 'search_handbook', arguments: { text: 'rain' } }] };
    return { content: 'Take a coat.' };
  };
  const ran = await runWithModel(model, agent(), { input, bus });
  expect(outputOf(ran)).toBe('Take a coat.');
  expect(bus.used.map(({ subject, question: { body } }) => [subject, body.input ?? body.text])).toEqual([
    ['call.plugins.invoke-function', { city: 'Bern' }],
    ['call.vectors.search', 'rain'],
  ]);
  const [first, second] = ran.asked.map(({ body }) => body);
  expect(first?.messages).toEqual([
    { role: 'system', content: 'You are brief.' },
    { role: 'user', content: 'A coat in Bern?' },
  ]);
  const tools = (first?.['tools'] ?? []) as { function: { name: string } }[];
  expect(tools.map((one) => one.function.name)).toEqual(['weather_forecast', 'weather_warn', 'search_handbook']);
  expect(second?.messages.slice(2).map(({ role, tool_call_id: id }) => [role, id])).toEqual([
    ['assistant', undefined],
    ['tool', 'call_0'],
    ['tool', 'call_1'],
  ]);
  expect(told(ran)?.[0]).toBe('{"city":"Bern","sky":"rain"}');
});

test('each turn and each use of a tool is a task of the journal', async () => {
  const ran = await runWithModel(then(forecast()), agent(), { input, bus: sunny() });
  const completed = ran.entries.filter(({ type }) => type === 'task.completed').map(({ task }) => task);
  expect(completed).toEqual(['/do/0/ask/turn', '/do/0/ask/tools/weather_forecast', '/do/0/ask/turn', '/do/0/ask']);
});

let deep: unknown = [];
for (let level = 0; level < 2_500; level += 1) deep = [deep];
test.each<[string, ChatToolCall, RegExp]>([
  ['that is not there', { name: 'launch', arguments: {} }, /no such tool; there are: weather_forecast/],
  ['with arguments that do not fit', forecast(7), /do not fit: \/city must be string/],
  ['with arguments that are no JSON', { name: 'weather_forecast', arguments: '{"city": "Be' }, /no JSON/],
  ['with arguments that are no object', { name: 'weather_forecast', arguments: '[1]' }, /no object/],
  ['with arguments that nothing can keep', forecast('Be\0rn'), /cannot be kept: a text in it has U\+0000/],
  ['with arguments that nest too deep', forecast(deep), /cannot be kept: it nests deeper than/],
  ['with arguments of 1 MiB', forecast('x'.repeat(1_024 * 1_024)), /longer than 262144/],
  ['named like a part of every object', { name: 'constructor', arguments: {} }, /no such tool/],
])('a tool %s is not used, and the model is told why', async (_what, call, why) => {
  const bus = sunny();
  const ran = await runWithModel(then(call), agent(), { input, bus });
  expect(outputOf(ran)).toBe('done');
  expect(bus.used).toEqual([]);
  expect(told(ran)?.[0]).toMatch(why);
  expect(entriesOf(ran, 'tool.refused')).toMatchObject([{ tool: call.name }]);
  expect(ran.written.length).toBeLessThan(100_000);
});

test.each([
  ['', '{}'],
  ['{"city": "Be', '{}'],
  ['[1]', '{}'],
  ['{"city": "Bern"}', '{"city": "Bern"}'],
])('arguments that the model spells %j go back to it as an object', async (spelled, as) => {
  const model = then({ name: 'weather_forecast', arguments: spelled });
  const ran = await runWithModel(model, agent(), { input, bus: sunny() });
  const calls = ran.asked[1]?.body.messages.flatMap(({ tool_calls: asked = [] }) => asked);
  expect(calls?.map((call) => call.function.arguments)).toEqual([as]);
  if (as === '{}' && spelled !== '') expect(told(ran)?.[0]).toContain(spelled);
});

test.each(['', '{"city": "Be'])('a call that the end of the answer has cut, at %j, is not made', async (spelled) => {
  const calls = [
    { ...forecast(), id: 'a' },
    { name: 'weather_forecast', arguments: spelled, id: 'b' },
  ];
  const model: Model = ({ nth }) => (nth === 0 ? { calls, finishReason: 'length' } : { content: 'done' });
  const bus = sunny();
  const ran = await runWithModel(model, agent(), { input, bus });
  expect(bus.used).toHaveLength(1);
  expect(told(ran)).toEqual(['{"sky":"clear"}', expect.stringMatching(/answer was cut within these arguments/)]);
});

test('what a model thought before it asked for a tool, and what comes along with its call, goes back as it was', async () => {
  const extra_content = { google: { thought_signature: 'sealed' } };
  const call = { id: 'a', function: { name: 'weather_forecast', arguments: '{"city":"Bern"}' } };
  const thinking = { delta: { reasoning_content: 'Look at the sky.' } };
  const asking = { delta: { tool_calls: [{ index: 0, ...call, extra_content }] }, finish_reason: 'tool_calls' };
  const raw = [thinking, asking].map((choice) => eventOf({ choices: [choice] }));
  const model: Model = ({ nth }) => (nth === 0 ? { raw } : { content: 'done' });
  const ran = await runWithModel(model, agent(), { input, bus: sunny() });
  expect(ran.asked[1]?.body.messages[2]).toEqual({
    role: 'assistant',
    content: null,
    reasoning_content: 'Look at the sky.',
    tool_calls: [{ ...call, type: 'function', extra_content }],
  });
});

test.each([
  ['', 'unnamed', 'no tool ""'],
  ['functions.weather forecast', 'functions_weather_forecast', 'no tool "functions.weather forecast"'],
  ['weather_forecast<|channel|>', 'weather_forecast__channel__', 'no tool "weather_forecast<|channel|>"'],
  ['launch', 'launch', 'no such tool'],
])('a name that no tool may have, %j, goes back as one that it may', async (name, as, why) => {
  const ran = await runWithModel(then({ name, arguments: {} }), agent(), { input, bus: sunny() });
  const calls = ran.asked[1]?.body.messages.flatMap(({ tool_calls: asked = [] }) => asked);
  expect(calls?.map((call) => call.function.name)).toEqual([as]);
  expect(told(ran)?.[0]).toMatch(`error: there is ${why}; there are: weather_forecast`);
});

test('calls without ids, or with one that they share, have ids of their own in all turns', async () => {
  const calls = [forecast(), forecast('Basel'), forecast('Chur')].map((call) => ({ ...call, id: '' }));
  const shared = calls.map((call) => ({ ...call, id: 'a' }));
  const turns = [calls, shared, [{ ...forecast(), id: '' }]];
  const model: Model = ({ nth }) => (nth < 3 ? { calls: turns[nth] ?? [] } : { content: 'done' });
  const { asked } = await runWithModel(model, agent(), { input, bus: sunny() });
  const messages = asked[3]?.body.messages ?? [];
  const ids = messages.flatMap(({ tool_calls: made = [] }) => made.map(({ id }) => id));
  expect(ids).toHaveLength(7);
  expect(new Set(ids).size).toBe(7);
  expect(ids[3]).toBe('a');
  expect(messages.flatMap(({ tool_call_id: id }) => id ?? [])).toEqual(ids);
});

test('a tool that fails does not fail the agent: the model is told', async () => {
  const bus = toolBus(() => {
    throw new MeshError('plugin-function-failed', 'the city is under water');
  });
  const ran = await runWithModel(then(forecast()), agent(), { input, bus });
  expect(outputOf(ran)).toBe('done');
  expect(told(ran)).toEqual(['error: the city is under water']);
});

test('of a tool that puts out much the model is told so much as is good for it', async () => {
  const bus = toolBus(() => 'x'.repeat(1_000_000));
  const ran = await runWithModel(then(forecast()), agent(), { input, bus });
  const [text = ''] = told(ran) ?? [];
  expect(text?.length).toBeLessThan(70_000);
  expect(text).toMatch(/cut: 1000000 characters\)$/);
});

test('ten thousand tools in a turn are an error, and none of them is used', async () => {
  const bus = sunny();
  const calls = Array.from({ length: 10_000 }, () => forecast());
  const ran = await runWithModel(then(...calls), agent(), { input, bus });
  expect(errorOf(ran)).toMatchObject({ status: 422, detail: expect.stringMatching(/more than 128 tools/) });
  expect(bus.used).toEqual([]);
});

test.each([
  ['[{plugin: nothing}]', /it is not installed/],
  ['[{plugin: weather, functions: [sing]}]', /has no function sing/],
  ['[{plugin: weather, version: 9.0.0}]', /is installed in 1\.2\.0/],
  ['[{plugin: weather}, {collection: a, name: weather_warn}]', /two tools are called weather_warn/],
])('tools that cannot be had, %s, are an error', async (tools, why) => {
  const ran = await runWithModel(() => ({ content: '' }), agent('', tools), { input, bus: sunny() });
  expect(errorOf(ran).detail).toMatch(why);
  expect(ran.asked).toEqual([]);
});

test('the answer has a schema here too, and the response tells what it took', async () => {
  const more = ', output: response, format: {schema: {type: object, required: [coat]}}, prices: {input: 1, output: 1}';
  const model: Model = ({ nth }) => (nth === 0 ? { calls: [forecast()] } : { content: '{"coat": true}' });
  const ran = await runWithModel(model, agent(more), { input, bus: sunny() });
  expect(outputOf(ran)).toMatchObject({ content: { coat: true }, usage: { turns: 2, tokens: 30, cost: 0.00003 } });
});

test('endpoints that count all calls by one number are understood', async () => {
  const chunk = (delta: object, reason: string | null = null) =>
    `data: ${JSON.stringify({ choices: [{ delta, finish_reason: reason }] })}\n\n`;
  const one = (id: string) => ({
    tool_calls: [{ index: 0, id, function: { name: 'weather_forecast', arguments: `{"city":"${id}"}` } }],
  });
  const raw = [chunk(one('a')), chunk(one('b')), chunk({}, 'tool_calls')];
  const bus = sunny();
  await runWithModel(({ nth }) => (nth === 0 ? { raw } : { content: 'done' }), agent(), { input, bus });
  expect(bus.used.map(({ question }) => question.body.input)).toEqual([{ city: 'a' }, { city: 'b' }]);
});
