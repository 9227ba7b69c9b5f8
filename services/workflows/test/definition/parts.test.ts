// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
import { MeshError } from '@mesh/contracts/mesh-error';
import { describe, expect, test } from 'vitest';
import { durationMs } from '../../src/definition/duration-ms.ts';
import { readDocument } from '../../src/definition/read-document.ts';
import { expressionsIn, unwrapped, wholeExpression } from '../../src/expression/expression-text.ts';
import { preferred } from '../../src/workflow/preferred.ts';
import { tasks } from '../simulation.ts';

test.each([
  ['${ .a }', ' .a '],
  ['  ${.a}  ', '.a'],
  ['${ {a: {b: 1}} }', ' {a: {b: 1}} '],
  ['${ "}" }', ' "}" '],
  ['${ "\\(.a + "}")}" }', ' "\\(.a + "}")}" '],
  ['${ "\\"}" }', ' "\\"}" '],
  ['${ .a # not "this\n + .b # nor } this\n }', ' .a # not "this\n + .b # nor } this\n '],
  ['${ .a # of a line }', ' .a # of a line '],
  ['${ "#}" }', ' "#}" '],
  ['${ .a } and ${ .b }', undefined],
  ['say ${ .a }', undefined],
  ['${ .a', undefined],
  ['${ "}', undefined],
  ['.a', undefined],
])('%s holds as a whole: %s', (text, source) => {
  expect(wholeExpression(text)).toBe(source);
  expect(unwrapped(text)).toBe(source ?? text);
});

test('a text may hold several expressions', () => {
  expect(expressionsIn('a ${ .b } c ${ "}" }${.d} ${ open')).toEqual([' .b ', ' "}" ', '.d']);
  expect(expressionsIn('a ${ .b # b }\n c ${ .d }')).toEqual([' .b # b ', ' .d ']);
  expect(expressionsIn('none')).toEqual([]);
});

test.each([
  ['PT15M', 900_000],
  ['P1DT1H', 90_000_000],
  ['P1Y', 31_536_000_000],
  ['P1M', 2_592_000_000],
  ['P2W', 1_209_600_000],
  ['PT0.5S', 500],
  [{ days: 1, milliseconds: 5 }, 86_400_005],
  [{}, 0],
  ['P', undefined],
  ['PT', undefined],
  ['P1DT', undefined],
  ['PT-5S', undefined],
  ['5m', undefined],
  ['${ .a }', undefined],
])('the duration %j takes %s ms', (duration, ms) => {
  expect(durationMs(duration)).toBe(ms);
});

test.each([
  [undefined, 'application/yaml'],
  ['*/*', 'application/yaml'],
  ['application/json', 'application/json'],
  ['application/yaml', 'application/yaml'],
  ['text/yaml;q=0.5, application/json;q=0.4', 'application/yaml'],
  ['text/yaml;q=0.4, application/json;q=0.5', 'application/json'],
  ['application/json;q=0.5, */*', 'application/yaml'],
  ['application/json, */*;q=0.1', 'application/json'],
  ['application/json;q=0', 'application/yaml'],
  ['text/html', 'application/yaml'],
  ['application/json;q=lots', 'application/yaml'],
] as const)('Accept: %s is answered for a document in YAML with %s', (accept, answer) => {
  expect(preferred(accept, 'application/yaml')).toBe(answer);
});

test('a document in JSON is told as YAML where that is wanted', () => {
  expect(preferred('application/x-yaml', 'application/json')).toBe('application/yaml');
  expect(preferred('*/*', 'application/json')).toBe('application/json');
});

test('of many schemas the first fifty are looked at, and what stands twice counts once', () => {
  const document = (types: readonly string[]) =>
    tasks(types.map((type, at) => `  - t${at}: {input: {schema: {document: ${type}}}, set: {a: 1}}`).join('\n'));
  const read = (types: readonly string[]) => () => readDocument(document(types), 'application/yaml');
  const sound = Array.from({ length: 49 }, (_, at) => `{minimum: ${at}}`);
  expect(read([...sound, ...sound, '{type: none}'])).toThrow(MeshError);
  expect(read([...sound, '{}', '{type: none}'])).not.toThrow();
});

describe('variables that a task gives', () => {
  const faultsOf = (yaml: string) => {
    try {
      readDocument(tasks(yaml), 'application/yaml');
    } catch (error) {
      if (error instanceof MeshError) return error.errors?.map(({ pointer }) => pointer);
      throw error;
    }
    return [];
  };

  test.each([
    ['each', '{for: {each: x, in: .a}, while: "$x != $index", do: [{s: {set: {a: "${ $x }"}}}]}'],
    [
      'as',
      '{try: [], catch: {as: e, when: $e.status, exceptWhen: $e.title, retry: {when: $e.type, delay: "${ $e.a }"}, do: [{s: {set: {a: "${ $e }"}}}]}}',
    ],
    [
      'item',
      '{listen: {to: {any: []}}, foreach: {item: x, output: {as: $x}, export: {as: {a: "${ $index }"}}, do: [{s: {set: {a: "${ $x }"}}}]}}',
    ],
  ])('are seen inside it: %s', (_name, task) => {
    expect(faultsOf(`  - t: ${task}`)).toEqual([]);
  });

  test.each([
    ['{for: {each: x, in: $x}, do: []}', '/for/in'],
    ['{for: {each: x, in: .a}, do: [], output: {as: $x}}', '/output/as'],
    ['{for: {each: x, in: .a}, do: [], if: $index}', '/if'],
    ['{try: [], catch: {as: e, errors: {with: {title: "${ $e }"}}}}', '/catch/errors/with/title'],
    ['{try: [{s: {set: {a: "${ $e }"}}}], catch: {as: e}}', '/try/0/s/set/a'],
    ['{try: [], catch: {as: e}, output: {as: $e}}', '/output/as'],
    ['{listen: {to: {one: {with: {type: "${ $x }"}}}}, foreach: {item: x}}', '/listen/to/one/with/type'],
  ])('are not seen around it: %s', (task, pointer) => {
    expect(faultsOf(`  - t: ${task}`)).toEqual([`/do/0/t${pointer}`]);
  });

  const retried = (as: string) => `{try: [], catch: {as: ${as}, retry: again}}`;
  const inLoop = (task: string) => `{for: {in: .a}, do: [{s: ${task}}]}`;
  const again = '{retries: {again: {when: $e.status}}}';
  const say = '{functions: {say: {set: {a: "${ $item }"}}}}';
  const bad = '{errors: {bad: {type: "https://a.b", status: 400, title: "${ $item }"}}}';
  const log = (extend: string) => `{extensions: [{log: {extend: ${extend}, when: $item, before: []}}]}`;
  test.each([
    [again, [retried('e'), retried('e')], []],
    [again, [retried('e'), retried('x')], ['/use/retries/again/when']],
    [say, [inLoop('{call: say}')], []],
    [say, [inLoop('{call: say}'), '{call: say}'], ['/use/functions/say/set/a']],
    [say, [inLoop('{wait: PT1S}')], []],
    ['{functions: {say: {call: it}, it: {set: {a: "${ $item }"}}}}', [inLoop('{call: say}')], []],
    [bad, [inLoop('{wait: PT1S}'), '{raise: {error: bad}}'], ['/use/errors/bad/title']],
    [log('wait'), [inLoop('{wait: PT1S}')], []],
    [log('all'), [inLoop('{wait: PT1S}')], ['/use/extensions/0/log/when']],
  ])(
    'are seen by what is reused inside it, and refused where that is used elsewhere too: %s %j',
    (use, list, faults) => {
      const yaml = list.map((task, at) => `  - t${at}: ${task}`).join('\n');
      expect(faultsOf(`${yaml}\nuse: ${use}\n`)).toEqual(faults);
    },
  );
});
