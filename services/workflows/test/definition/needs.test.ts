// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Need, SchemaNeed } from '../../src/definition/needs/need.ts';
import { readDocument } from '../../src/definition/read-document.ts';
import { missingFormats } from '../../src/warnings/missing-formats.ts';
import { missingPrices } from '../../src/warnings/missing-prices.ts';
import { missingRunners } from '../../src/warnings/missing-runners.ts';

const head = 'document: {dsl: 1.0.3, namespace: a, name: b, version: 1.0.0}\n';
const needsOf = (text: string) => readDocument(head + text, 'application/yaml').needs;
const run = (process: string) => needsOf(`do:\n  - one:\n      run:\n        ${process}\n`);
const ask = (name: string, tools: string) =>
  needsOf(`do:\n  - one:\n      call: ${name}\n      with:\n        model: m\n        ${tools}\n`);

test('every need is told with the place and the line of what names it', () => {
  expect(run('shell: {command: ls}')).toEqual([
    { kind: 'process', process: 'shell', pointer: '/do/0/one/run/shell', line: 5, column: 9 },
  ]);
  expect(run('container: {image: alpine}')).toEqual([
    { kind: 'process', process: 'container', pointer: '/do/0/one/run/container', line: 5, column: 9 },
  ]);
  expect(run('script: {code: "1", language: python}')).toEqual([
    { kind: 'script', language: 'python', pointer: '/do/0/one/run/script/language', line: 5, column: 29 },
  ]);
  const named = { namespace: 'shop', name: 'order', version: '1.0.0' };
  expect(run('workflow: {namespace: shop, name: order, version: 1.0.0}')).toEqual([
    { kind: 'workflow', ...named, pointer: '/do/0/one/run/workflow', line: 5, column: 9 },
  ]);
  expect(needsOf('do:\n  - one: {call: "kit.say:1.0.0@plugins"}\n')).toEqual([
    { kind: 'function', function: 'kit.say:1.0.0@plugins', pointer: '/do/0/one/call', line: 3, column: 11 },
  ]);
  expect(needsOf('use:\n  secrets:\n    - github\ndo: [{one: {set: {a: 1}}}]\n')).toEqual([
    { kind: 'secret', secret: 'github', pointer: '/use/secrets/0', line: 4, column: 7 },
  ]);
});

test('schemas need what checks them', () => {
  const needs = needsOf('input: {schema: {format: avro, document: {}}}\ndo: [{one: {set: {a: 1}}}]\n');
  expect(needs).toEqual([{ kind: 'schema', format: 'avro', pointer: '/input/schema/format', line: 2, column: 18 }]);
  const [need] = needs as SchemaNeed[];
  expect(need && missingFormats([need, { ...need, format: 'json:2020-12' }])).toEqual([
    [need, 'schemas are in JSON Schema, and not in avro'],
  ]);
});

test('servers of MCP that would have to be started are needs as well', () => {
  const mcp = 'method: tools/list, transport: {stdio: {command: npx}}';
  expect(needsOf(`do:\n  - one: {call: mcp, with: {${mcp}}}\n`)).toMatchObject([
    { kind: 'process', process: 'mcp', pointer: '/do/0/one/with/transport/stdio', line: 3 },
  ]);
});

test('a model needs a price where a budget of cost bounds it', () => {
  const asked = (more: string, metadata = '{}') =>
    readDocument(
      `document: {dsl: 1.0.3, namespace: a, name: b, version: 1.0.0, metadata: ${metadata}}
do:
  - one: {call: llm, with: {messages: [], ${more}}}`,
      'application/yaml',
    ).needs;
  const need = { kind: 'price', model: 'big', pointer: '/do/0/one/with/model', line: 3, column: 43 };
  const bounded = '{budget: {cost: 2}}';
  expect(asked('model: big', bounded)).toEqual([need]);
  expect(asked('model: big, budget: {cost: 1}')).toMatchObject([need]);
  expect(asked('temperature: 0', bounded)).toMatchObject([{ kind: 'price', pointer: '/do/0/one/with' }]);
  for (const [more, metadata] of [
    ['model: big', '{budget: {tokens: 2}}'],
    ['model: "${ .model }"', bounded],
    ['model: big, prices: {input: 1, output: 2}', bounded],
  ] as const)
    expect(asked(more, metadata)).toEqual([]);
});

test('a price is told by the mesh, by the name of the model or of the one that it takes', () => {
  const prices = { small: { input: 1, output: 2 } };
  const need = { kind: 'price', pointer: '' } as const;
  expect(missingPrices([need, { ...need, model: 'small' }], { model: 'small', prices })).toEqual([]);
  expect(missingPrices([need], { model: undefined, prices })).toEqual([]);
  const message = 'nothing tells what big costs: without `prices` it spends no budget of cost';
  expect(missingPrices([{ ...need, model: 'big' }], { model: 'small', prices })).toEqual([
    [{ ...need, model: 'big' }, message],
  ]);
});

test('tools of models need their plugins and workflows', () => {
  const tools = 'tools: [{plugin: kit, functions: [say], version: 1.0.0}, {workflow: {namespace: shop, name: order}}]';
  const needs = [
    { kind: 'plugin', plugin: 'kit', functions: ['say'], version: '1.0.0', pointer: '/do/0/one/with/tools/0/plugin' },
    { kind: 'workflow', name: 'order', version: 'latest', pointer: '/do/0/one/with/tools/1/workflow', line: 8 },
  ];
  expect(ask('agent', `instructions: help\n        ${tools}`)).toMatchObject(needs);
  expect(ask('llm', `messages: []\n        ${tools}`)).toMatchObject(needs);
});

test('tasks inside others, of functions and of extensions have needs', () => {
  const shell = '{run: {shell: {command: ls}}}';
  const inside = `do: [{a: {for: {in: .}, do: [{b: ${shell}}]}}]`;
  const use = `use: {functions: {f: ${shell}}, extensions: [{e: {extend: all, before: [{c: ${shell}}]}}]}`;
  expect(needsOf(`${use}\n${inside}\n`).map(({ pointer }) => pointer)).toEqual([
    '/do/0/a/do/0/b/run/shell',
    '/use/extensions/0/e/before/0/c/run/shell',
    '/use/functions/f/run/shell',
  ]);
});

test('what an expression names, or the document itself has, is no need', () => {
  expect(run('script: {code: "1", language: "${ .language }"}')).toEqual([]);
  expect(run('workflow: {namespace: shop, name: "${ .name }", version: latest}')).toEqual([]);
  expect(ask('agent', 'instructions: help\n        tools: [{plugin: "${ .plugin }"}]')).toEqual([]);
  expect(needsOf('use: {functions: {"f:1.0.0@mesh": {set: {a: 1}}}}\ndo: [{one: {call: "f:1.0.0@mesh"}}]')).toEqual([]);
  const catalog = 'use: {catalogs: {plugins: {endpoint: https://a.example}}}';
  expect(needsOf(`${catalog}\ndo: [{one: {call: "f:1.0.0@plugins"}}]`)).toEqual([]);
  expect(needsOf('do: [{one: {call: http, with: {method: get, endpoint: https://a.example}}}]')).toEqual([]);
});

test('needs stand in lines of JSON too, however many they are', () => {
  const steps = Array.from({ length: 1_200 }, (_, at) => ({ [`s${at}`]: { run: { shell: { command: 'ls' } } } }));
  const text = JSON.stringify({ ...parse(head), do: steps }, null, 1);
  const { needs } = readDocument(text, 'application/json');
  const lines = text.split('\n').flatMap((line, at) => (line.includes('"shell"') ? [at + 1] : []));
  expect(needs.map(({ line }) => line)).toEqual(lines.slice(0, 1_000));
});

test('scripts in JavaScript have a runner, and nothing else has', () => {
  const at = { pointer: '' };
  const needs: Extract<Need, { kind: 'process' | 'script' }>[] = [
    { ...at, kind: 'script', language: 'JavaScript' },
    { ...at, kind: 'script', language: 'python' },
    { ...at, kind: 'process', process: 'shell' },
    { ...at, kind: 'process', process: 'container' },
    { ...at, kind: 'process', process: 'mcp' },
  ];
  expect(missingRunners(needs).map(([, message]) => message)).toEqual([
    'no runner is configured for scripts in python',
    'no runner is configured for run: shell',
    'no runner is configured for run: container',
    'servers of MCP are called over http; nothing here starts one on stdio',
  ]);
});
