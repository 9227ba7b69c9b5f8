// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
import { expect, test } from 'vitest';
import { errorIn, outputOf, planOf, simulate, tasks } from '../simulation.ts';

const run = (functions: string, yaml: string, input = {}) =>
  simulate(planOf(`use: {functions: ${functions}}\n${tasks(yaml)}`), { input, world: ({ arguments: asked }) => asked });

test('the input of a function are the arguments of its caller, and its schema checks them', () => {
  const functions =
    '{pet: {input: {schema: {document: {type: object, required: [petId]}}}, call: http, with: {method: get, endpoint: "https://a.example/{petId}"}}}';
  const done = run(functions, '  - get: {call: pet, with: {petId: "${ .id }"}}', { id: 69 });
  expect(outputOf(done)).toMatchObject({ endpoint: 'https://a.example/69' });
  expect(errorIn(run(functions, '  - get: {call: pet, with: {other: 1}}')).type).toMatch(/validation$/);
});

test('a function may be any task, and one without arguments has the input of its caller', () => {
  const done = run('{double: {set: {n: "${ .n * 2 }"}}}', '  - one: {call: double}\n  - two: {call: double}', { n: 3 });
  expect(outputOf(done)).toEqual({ n: 12 });
});

test('the arguments of a function of a plugin are data, though they be called as those of the DSL are', () => {
  const data = { uri: 'a/{id}', endpoint: { uri: '{id}' }, authentication: { bearer: { use: 'theirs' } }, n: 3 };
  const yaml = `  - ask: {call: "kit.show:1.0.0@plugins", with: ${JSON.stringify({ ...data, n: '${ .n }' })}}`;
  expect(outputOf(run('{}', yaml, { id: 69, n: 3 }))).toEqual(data);
});

test('each caller of a function asks under its own key', () => {
  const done = run(
    '{ask: {call: http, with: {method: get, endpoint: https://a.example}}}',
    '  - one: {call: ask}\n  - two: {call: ask}',
  );
  expect(new Set(done.effects.map(({ key }) => key)).size).toBe(2);
});

test('a function that calls itself is no plan', () => {
  expect(() => run('{a: {call: b}, b: {call: a}}', '  - one: {call: a}')).toThrow('calls itself');
});

test('$authorization tells the scheme, and the parameter where the document brings it', () => {
  const policy = (authentication: string) => `
  - get: {call: http, with: {method: get, endpoint: {uri: https://a.example, authentication: ${authentication}}}, output: {as: $authorization}}`;
  const shown = (authentication: string) =>
    outputOf(simulate(planOf(`use: {secrets: [s]}\n${tasks(policy(authentication))}`)));
  expect(shown('{bearer: {token: abc}}')).toEqual({ scheme: 'Bearer', parameter: 'abc' });
  expect(shown('{basic: {username: a, password: b}}')).toEqual({ scheme: 'Basic', parameter: 'YTpi' });
  expect(shown('{bearer: {use: s}}')).toEqual({ scheme: 'Bearer', parameter: null });
  expect(shown('{oauth2: {use: s}}')).toEqual({ scheme: 'Bearer', parameter: null });
});
