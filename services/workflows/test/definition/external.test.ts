import type { Json } from '@mesh/jq/json';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { WorkflowDocument } from '../../src/definition/document.ts';
import { externalsOf } from '../../src/definition/external/externals-of.ts';
import { functionAddress } from '../../src/definition/external/function-address.ts';
import { errorIn, outputOf, planOf, simulate, tasks } from '../simulation.ts';

describe('the address of a function', () => {
  const catalogs = {
    global: { endpoint: { uri: 'https://github.com/serverlessworkflow/catalog', authentication: { use: 'me' } } },
    branch: { endpoint: 'https://github.com/serverlessworkflow/catalog/tree/main' },
    lab: { endpoint: 'https://gitlab.com/group/sub/repo/-/tree/main/' },
    own: { endpoint: 'https://a.example/catalog/' },
  };
  const RAW = 'https://raw.githubusercontent.com';

  test.each([
    ['log:1.0.0@own', 'https://a.example/catalog/functions/log/1.0.0/function.yaml'],
    ['log:1.0.0@branch', `${RAW}/serverlessworkflow/catalog/main/functions/log/1.0.0/function.yaml`],
    ['log:1.0.0@global', `${RAW}/serverlessworkflow/catalog/HEAD/functions/log/1.0.0/function.yaml`],
    ['log:1.0.0@lab', 'https://gitlab.com/group/sub/repo/-/raw/main/functions/log/1.0.0/function.yaml'],
    ['https://a.example/f/function.yaml', 'https://a.example/f/function.yaml'],
    ['https://a.example/f.json?v=1', 'https://a.example/f.json?v=1'],
    ['https://a.example/f/1.0.0', 'https://a.example/f/1.0.0/function.yaml'],
    ['https://github.com/o/r/blob/v1/f/function.yaml', `${RAW}/o/r/v1/f/function.yaml`],
    ['https://github.com/myorg/functions/validate@v1.0.0', `${RAW}/myorg/functions/v1.0.0/validate/function.yaml`],
    [`${RAW}/o/r/main/function.yaml`, `${RAW}/o/r/main/function.yaml`],
  ])('%s is %s', (call, uri) => {
    expect(functionAddress(call, { catalogs })?.uri).toBe(uri);
  });

  test.each(['log:1.0.0@other', 'search:1.0.0@mesh', 'http', 'log', 'toString:1.0.0@constructor'])(
    '%s has none',
    (call) => {
      expect(functionAddress(call, { catalogs })).toBeUndefined();
    },
  );

  test('a catalog tells how its functions are fetched', () => {
    expect(functionAddress('log:1.0.0@global', { catalogs })).toMatchObject({ authentication: { use: 'me' } });
  });
});

test('everything that a document refers to elsewhere is found, once, and what functions refer to in their turn', () => {
  const schema = (name: string) => `{schema: {resource: {endpoint: https://a.example/${name}}}}`;
  const document = parse(
    `input: ${schema('in')}
output: ${schema('out')}
use: {catalogs: {own: {endpoint: https://a.example}}, functions: {mine: {input: ${schema('mine')}, set: {a: 1}}}}
${tasks(`
  - one: {input: ${schema('in')}, output: ${schema('one')}, export: ${schema('context')}, call: mine}
  - two: {for: {in: .a}, do: [{deep: {call: f:1.0.0@own}}]}
  - three: {listen: {to: {any: []}}, foreach: {output: ${schema('each')}}}`)}`,
  ) as WorkflowDocument;
  const known = new Map<string, unknown>([
    ['https://a.example/functions/f/1.0.0/function.yaml', parse(`{input: ${schema('f')}, call: g:2.0.0@own}`)],
  ]);
  const names = externalsOf(document, known).map(({ endpoint }) => endpoint.uri.replace('https://a.example/', ''));
  expect(names.sort()).toEqual(
    [
      'in',
      'out',
      'mine',
      'one',
      'context',
      'each',
      'f',
      'functions/f/1.0.0/function.yaml',
      'functions/g/2.0.0/function.yaml',
    ].sort(),
  );
});

describe('what was fetched', () => {
  const externals = new Map<string, unknown>([
    ['https://a.example/pet', { type: 'object', required: ['name'] }],
    [
      'https://a.example/greet/function.yaml',
      parse(`
input: {schema: {resource: {endpoint: https://a.example/pet}}}
do: [{say: {set: {text: "Hello, \${ .name }"}}}, {shout: {set: {text: '\${ .text | ascii_upcase }'}}}]`),
    ],
  ]);
  const run = (yaml: string, input: Json = {}) => simulate(planOf(tasks(yaml), externals), { input });

  test('a schema elsewhere is held to', () => {
    const yaml =
      '  - one: {input: {schema: {format: json, resource: {endpoint: {uri: https://a.example/pet}}}}, set: {a: 1}}';
    expect(outputOf(run(yaml, { name: 'Rex' }))).toEqual({ a: 1 });
    expect(errorIn(run(yaml))).toMatchObject({ type: expect.stringMatching(/validation$/), instance: '/do/0/one' });
  });

  test('a function elsewhere runs on the arguments of its caller', () => {
    const call = (given: string) => `  - greet: {call: https://a.example/greet, with: ${given}}`;
    expect(outputOf(run(call('{name: "${ .who }"}'), { who: 'Ada' }))).toEqual({ text: 'HELLO, ADA' });
    expect(errorIn(run(call('{}')))).toMatchObject({ type: expect.stringMatching(/validation$/) });
  });
});

test('what schemas refer to in their turn is found as far as it is known, and what is no reference is not', () => {
  const document = parse(
    `input: {schema: {resource: {endpoint: {uri: https://a.example/s/in, authentication: {basic: {username: a, password: b}}}}}}
${tasks(`
  - one:
      set: {a: 1}
      output:
        schema:
          document:
            properties:
              a: {$ref: https://b.example/a#/$defs/x}
              b: {$ref: '#/$defs/b'}
              c: {enum: [{$ref: https://no.example/data}]}
              d: {$ref: https://json-schema.org/draft/2020-12/schema}
              e: {$ref: relative}
              f: {$ref: https://b.example/mine}
              g: {$ref: urn:example:g}
            $defs: {b: {$id: https://b.example/mine}}`)}`,
  ) as WorkflowDocument;
  const known = new Map<string, unknown>([
    ['https://a.example/s/in', { allOf: [{ $ref: 'near' }, { $ref: '//far.example/x' }, { $ref: 'in#/a' }] }],
    ['https://a.example/s/near', { $ref: 'in' }],
  ]);
  expect(externalsOf(document, known).map(({ endpoint }) => [endpoint.uri, 'authentication' in endpoint])).toEqual([
    ['https://a.example/s/in', true],
    ['https://b.example/a', false],
    ['https://a.example/s/near', true],
    ['https://far.example/x', false],
  ]);
});
