import { expect, test } from 'vitest';
import { faultsOf } from './faults-of.ts';

const json = (text: string) => faultsOf(text, 'application/json');

const head = 'document: {dsl: 1.0.0, namespace: a, name: b, version: 1.0.0}\n';
const tasks = 'do: [{t: {set: {a: 1}}}]\n';

test('a sound text has no fault', () => {
  expect(faultsOf(head + tasks)).toEqual([]);
});

test('a fault tells line and column of the name that it is about', () => {
  const text = `${head}do:\n  - t:\n      call: http\n      with:\n        method: get\n        endpoint: nowhere\n`;
  expect(faultsOf(text)).toEqual([
    {
      pointer: '/do/0/t/with/endpoint',
      message: 'expected an absolute URI, a URI template or an expression',
      line: 7,
      column: 9,
    },
  ]);
});

test('the type of a standard error is spelled out, and its name tells which', () => {
  const raise = `raise: {error: {type: communication, status: 500}}`;
  const type = 'https://serverlessworkflow.io/spec/1.0.0/errors/communication';
  expect(faultsOf(`${head}do: [{t: {${raise}}}]\n`)).toMatchObject([
    { message: `expected a URI: that of the standard error is ${type}` },
  ]);
});

test('a part of a duration is a number, and an expression makes all of it', () => {
  const message = 'expected a number: an expression makes a duration as a whole, as ${ {seconds: .pause} } does';
  expect(faultsOf(`${head}do: [{t: {wait: {seconds: '\${ .pause }'}}}]\n`)).toMatchObject([
    { pointer: '/do/0/t/wait/seconds', message },
  ]);
  expect(faultsOf(`${head}do: [{t: {wait: '\${ {seconds: .pause} }'}}]\n`)).toEqual([]);
});

test('a secret that is named as if it were a policy is told how it is named', () => {
  const call = 'call: http, with: {method: get, endpoint: {uri: https://a.example, authentication: {use: shop}}}';
  const message = '`use` has no authentication called shop';
  expect(faultsOf(`${head}do: [{t: {${call}}}]\n`)).toMatchObject([{ message }]);
  expect(faultsOf(`${head}use: {secrets: [shop]}\ndo: [{t: {${call}}}]\n`)).toMatchObject([
    { message: `${message}: a secret is named as { bearer: { use: shop } }` },
  ]);
});

test.each([
  [".a + 'b'", 'unexpected character "\'": a text stands in double quotes'],
  ['subject', 'subject/0 is not defined: a field is told as .subject'],
  ['$secret.shop.key', '$secret is not defined, $secrets is'],
  ['$other', '$other is not defined'],
])('an expression that is none is told with what it may be meant as: %s', (source, message) => {
  expect(faultsOf(`${head}do: [{t: {set: {a: "\${ ${source} }"}}}]\n`)).toMatchObject([
    { message: `not a jq expression: ${message}` },
  ]);
});

test('a cron expression of seconds is told how many fields there are', () => {
  const cron = '* * * * * ?';
  expect(faultsOf(`${head}schedule: {cron: "${cron}"}\ndo: [{t: {set: {a: 1}}}]\n`)).toMatchObject([
    {
      message: `expected a cron expression of five fields, from the minute to the day of the week (pattern '${cron}' has 6 parts.)`,
    },
  ]);
});

test('a call and a timeout that are not there are told with what may stand in their place', () => {
  expect(faultsOf(`${head}do: [{t: {call: htp}}]\n`)).toMatchObject([
    { message: expect.stringMatching(/^`use` has no function called htp; others are http, .*, agent, worker$/) },
  ]);
  expect(faultsOf(`${head}do: [{t: {call: 'log:1.0.0'}}]\n`)).toMatchObject([
    { message: '`use` has no function called log:1.0.0; of a catalog it is log:1.0.0@CATALOG' },
  ]);
  expect(faultsOf(`${head}do: [{t: {set: {a: 1}, timeout: PT5S}}]\n`)).toMatchObject([
    { message: '`use` has no timeout called PT5S; one of its own is told as { after: PT30S }' },
  ]);
});

test('a name that stands twice is told where it stands again, and a second document where it begins', () => {
  const twice = { message: 'the same name stands here twice', line: 5, column: 7 };
  expect(faultsOf(`${head}do:\n  - t:\n      set: {a: 1}\n      set: {a: 2}\n`)).toMatchObject([twice]);
  const another = { message: 'expected one document, and another begins here', line: 3, column: 1 };
  expect(faultsOf(`${head}${tasks}---\n${head}${tasks}`)).toMatchObject([another]);
});

test('one mistake in the text is told where it is, and not again for each token after it', () => {
  const faults = faultsOf(`${head}do: [{t: {set: .a[0], then: b}}, {b: {set: {a: 1}}}]\n`);
  expect(faults[0]).toMatchObject({ message: 'Unexpected flow-seq-start at node end', line: 2, column: 18 });
  expect(faults.length).toBeLessThan(6);
});

test('a fault tells its line in JSON too', () => {
  const document = { document: { dsl: '1.0.0', namespace: 'a', name: 'b', version: '1' }, do: [] };
  expect(json(JSON.stringify(document, null, 2))).toEqual([
    { pointer: '/document/version', message: 'expected a semantic version such as 1.0.0', line: 6, column: 5 },
  ]);
});

test('what is missing is told at the nearest that is there', () => {
  expect(faultsOf(`${head}do:\n  - t:\n      call: http\n`)).toMatchObject([
    { pointer: '/do/0/t/with', message: 'is missing', line: 3, column: 5 },
  ]);
});

test('a tag that says of a value what it is anyhow is taken', () => {
  const tagged = '!!str 1, !!int 5, !!float 1.5, !!bool true, !!null null, !!seq [], !!map {}';
  expect(faultsOf(`${head}do:\n - t: {set: {a: [${tagged}]}}\n`)).toEqual([]);
});

test.each([
  ['the same name twice', `${head}${tasks}do: []\n`, '/do'],
  ['the same name twice inside', `${head}do:\n - t: {set: {a: 1, b: 2, a: 3}}\n`, '/do/0/t/set/a'],
  ['a tag of a program', `${head}do:\n - t: {set: {a: !!js/function x}}\n`, '/do/0/t/set/a'],
  ['a tag of one’s own', `${head}do:\n - t: {set: {a: !mine x}}\n`, '/do/0/t/set/a'],
  ['a tag that its value is none of', `${head}do:\n - t: {set: {a: !!float 1}}\n`, '/do/0/t/set/a'],
  ['a tag of truth on a text', `${head}do:\n - t: {set: {a: !!bool yes}}\n`, '/do/0/t/set/a'],
  ['an alias of nothing', `${head}do:\n - t: {set: {a: *x}}\n`, '/do/0/t/set/a'],
  ['an alias of itself', `${head}do:\n - t: {set: &x {a: *x}}\n`, undefined],
  ['a name that is a list', `${head}do:\n - t: {set: {? [a] : 1}}\n`, ''],
  ['two documents', `${head}${tasks}---\n${head}${tasks}`, ''],
  ['no document', '', ''],
  ['YAML 1.1', `%YAML 1.1\n---\n${head}${tasks}`, ''],
  ['a tab for indentation', `${head}do:\n\t- t: {}\n`, ''],
  ['a bracket that is not closed', `${head}do: [\n`, ''],
  ['a number that is not finite', `${head}do:\n - t: {set: {a: .inf}}\n`, '/do/0/t/set/a'],
  ['a number beyond all', `${head}do:\n - t: {set: {a: 1e999}}\n`, '/do/0/t/set/a'],
  ['an escaped NUL', `${head}do:\n - t: {set: {a: "\\0"}}\n`, '/do/0/t/set/a'],
  ['a merge of tasks', `${head}do:\n - s: &x {set: {a: 1}}\n - t:\n    <<: *x\n    then: end\n`, '/do/1/t/<<'],
  ['a merge of data', `${head}do:\n - t: {set: {a: &x {b: 1}, c: {<<: *x, d: 1}}}\n`, '/do/0/t/set/c/<<'],
])('%s is no YAML that can be kept', (_what, text, pointer) => {
  const faults = faultsOf(text);
  expect(faults.length).toBeGreaterThan(0);
  if (pointer !== undefined) expect(faults[0]?.pointer).toBe(pointer);
});

test.each([
  ['the same name twice', '{"document": {}, "do": [], "do": []}', '/do', 1, 28],
  ['the same name twice, once escaped', '{"do": [],\n "d\\u006f": []}', '/do', 2, 2],
  ['a comment', '{"do": [] // none\n}', '', 1, 11],
  ['a comma too many', '{"do": [1,]}', '', 1, 11],
  ['half a document', '{"do": [', '', 1, 9],
  ['nothing', '', '', 1, 1],
  ['two documents', '{} {}', '', 1, 4],
  ['a text in single quotes', "{'do': []}", '', 1, 2],
])('%s is no JSON that can be kept', (_what, text, pointer, line, column) => {
  expect(json(text)[0]).toMatchObject({ pointer, line, column });
});

test('at most fifty faults are told', () => {
  expect(json(JSON.stringify({ document: {}, do: Array.from({ length: 90 }, () => ({ t: {} })) }))).toHaveLength(50);
});

test.each([
  ['nested lists', '['.repeat(100_000)],
  ['nested entries', '- '.repeat(100_000)],
  ['nested objects', '{a: '.repeat(100_000)],
  ['a million parts', `a: [${'1,'.repeat(1_000_000)}]`],
  ['a hundred thousand names', `{${Array.from({ length: 100_000 }, (_, at) => `k${at}: 1`).join(', ')}}`],
  ['a thousand aliases', `a: &a [1]\nb: [${'*a, '.repeat(1_000)}]`],
  [
    'laughs by the billion',
    `a: &a0 [1]\n${Array.from({ length: 9 }, (_, at) => `b${at}: &a${at + 1} [${`*a${at}, `.repeat(10)}]\n`).join('')}`,
  ],
  ['a name that never ends', `${'a'.repeat(1_000_000)}: 1`],
  ['text beyond the limit', 'a'.repeat(16 * 1_024 * 1_024 + 1)],
])(
  '%s are refused, and nothing else happens',
  (_what, text) => {
    expect(faultsOf(text).length).toBeGreaterThan(0);
    expect(json(text).length).toBeGreaterThan(0);
  },
  60_000,
);

test.each([
  ['lists', `{"do": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ['objects', `{"do": ${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`],
])('JSON of %s too deep is refused', (_what, text) => {
  expect(json(text)[0]?.message).toBe('expected at most 512 levels');
});
