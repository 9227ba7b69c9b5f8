// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
import type { Json } from '@mesh/jq/json';
import { expect, test } from 'vitest';
import { readDocument } from '../../src/definition/read-document.ts';
import { placeholdersOf } from '../../src/effect/http/placeholders-of.ts';
import { handleOf, handlesIn, secretsNamed } from '../../src/expression/secret-handles.ts';
import { planOf, simulate, tasks } from '../simulation.ts';

const head = 'use: {secrets: [one, two]}\n';
const call = (more: string) => `
  - ask: {call: http, with: {method: post, endpoint: https://a.example, ${more}}}`;
const faultsOf = (yaml: string) => {
  try {
    readDocument(head + tasks(yaml), 'application/yaml');
    return [];
  } catch (error) {
    return (error as { errors: { pointer: string; message: string }[] }).errors;
  }
};

test.each([
  ['$secrets.one', [{ name: 'one', field: '' }]],
  ['$secrets.one.token', [{ name: 'one', field: 'token' }]],
  [
    '$secrets["my-key"]["a.b"] + $secrets.two',
    [
      { name: 'my-key', field: 'a.b' },
      { name: 'two', field: '' },
    ],
  ],
  ['$secrets', undefined],
  ['$secrets | keys', undefined],
  ['$secrets[.name]', undefined],
])('%s names its secrets or is refused', (source, expected) => {
  expect(secretsNamed(source)).toEqual(expected);
});

test('an expression sees a handle, which finds its way to the arguments and never says the secret', () => {
  const yaml = call('headers: {x-key: "Key ${ $secrets.one.token }"}, body: {deep: ["${ $secrets.one }"]}');
  const { effects } = simulate(planOf(head + tasks(yaml)));
  const [effect] = effects;
  expect(effect?.secrets).toEqual(['one']);
  expect(effect?.arguments).toMatchObject({
    headers: { 'x-key': `Key ${handleOf({ name: 'one', field: 'token' })}` },
    body: { deep: [handleOf({ name: 'one', field: '' })] },
  });
});

test.each([
  ['set', '\n  - keep: {set: {a: "${ $secrets.one }"}}'],
  ['output.as', call('body: 1').replace('}}', '}, output: {as: "$secrets.one"}}')],
  ['if', call('body: 1').replace('}}', '}, if: "$secrets.one == 1"}')],
  ['run', '\n  - run: {run: {shell: {command: "echo ${ $secrets.one }"}}}'],
  ['emit', '\n  - tell: {emit: {event: {with: {source: https://a.b, type: a, data: "${ $secrets.one }"}}}}'],
])('secrets in %s are refused at save, with the place', (_where, yaml) => {
  const [fault] = faultsOf(yaml);
  expect(fault?.message).toMatch(/arguments of calls over HTTP alone/);
  expect(fault?.pointer).toMatch(/^\/do\/0\//);
});

test('secrets that are not declared, or not spelled out, are refused at save', () => {
  expect(faultsOf(call('body: "${ $secrets.three }"'))[0]?.message).toMatch(/has no three/);
  expect(faultsOf(call('body: "${ $secrets | tostring }"'))[0]?.message).toMatch(/spell out/);
  expect(faultsOf(call('body: "${ $secrets.one }"'))).toEqual([]);
  expect(faultsOf(call('body: 1').replace('{call', '{input: {from: "{k: $secrets.two.key}"}, call'))).toEqual([]);
});

const sent = (body: string) =>
  ({
    method: 'POST',
    url: 'https://a.example',
    headers: {},
    body,
    redirect: false,
    authentication: undefined,
  }) as const;

test('only handles of secrets that the task names count: text from elsewhere that looks like one stays text', () => {
  const [one, two] = [handleOf({ name: 'one', field: 'token' }), handleOf({ name: 'two', field: '' })];
  expect(placeholdersOf(sent(`${one} ${two}`), ['one'])).toEqual({
    credential: 'one',
    placeholders: { [one]: 'token' },
  });
  expect(placeholdersOf(sent(one), [])).toBeUndefined();
  expect(() => placeholdersOf(sent(`${one} ${two}`), ['one', 'two'])).toThrow('one credential only');
  expect(handlesIn('mesh-secret.AAAA.')).toEqual(new Map([['mesh-secret.AAAA.', { name: '', field: '' }]]));
});

test('authentication that a handle cannot make is refused', () => {
  const authentication = { basic: { username: 'a', password: handleOf({ name: 'one', field: 'p' }) } };
  expect(() => placeholdersOf({ ...sent('x'), authentication }, ['one'])).toThrow('by `use`');
  const bearer = { bearer: { token: handleOf({ name: 'one', field: 'p' }) } };
  expect(placeholdersOf({ ...sent('x'), authentication: bearer }, ['one'])?.credential).toBe('one');
});

test.each(['', 'a:', 'me:', 'ada:'])('a handle that an expression puts into base64 behind %j is refused', (before) => {
  const handle = handleOf({ name: 'one', field: 'token' });
  const coded = Buffer.from(`${before}${handle}`).toString('base64');
  expect(() => placeholdersOf(sent(`Basic ${coded}`), ['one'])).toThrow('by `use`');
  expect(placeholdersOf(sent(`Basic ${coded}`), [])).toBeUndefined();
  expect(placeholdersOf(sent(`Basic ${before}${handle}`), ['one'])?.credential).toBe('one');
});

const made = '\n  - ask: {call: http, with: {method: get, endpoint: "${ .to }"}}';

test('an endpoint that an expression makes may name the secrets of the document and no other credential', () => {
  const to = (policy: Json): Json => ({ to: { uri: 'https://a.example', authentication: policy } });
  const plan = planOf(head + tasks(made));
  const { effects } = simulate(plan, { input: to({ bearer: { use: 'one' } }) });
  expect(effects[0]?.arguments).toMatchObject({ endpoint: { authentication: { bearer: { use: 'one' } } } });
  for (const policy of [{ bearer: { use: 'other' } }, { oauth2: { use: 'other' } }, { use: 'other' }]) {
    const { state } = simulate(plan, { input: to(policy) });
    expect(state.ended, JSON.stringify(policy)).toMatchObject({
      status: 'faulted',
      error: { type: expect.stringMatching(/configuration$/), detail: expect.stringContaining('use.secrets') },
    });
  }
});
