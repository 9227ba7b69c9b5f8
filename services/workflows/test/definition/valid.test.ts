// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
// biome-ignore-all lint/suspicious/noThenProperty: the DSL names it so
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { readDocument } from '../../src/definition/read-document.ts';
import { examples, scenarios } from './specification.ts';

const read = (text: string, contentType: 'application/yaml' | 'application/json' = 'application/yaml') =>
  readDocument(text, contentType);

test('the specification is here whole', () => {
  expect([examples.length, scenarios.length]).toEqual([66, 21]);
});

test.each([...examples, ...scenarios])('%s is a valid document', (_name, text) => {
  expect(read(text).document.document.dsl).toBe('1.0.3');
});

test.each(examples)('%s has one digest, in YAML and JSON, however its names are ordered', (_name, text) => {
  const value = parse(text) as Record<string, unknown>;
  const reversed = Object.fromEntries(Object.entries(value).reverse());
  const { digest } = read(text);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(read(JSON.stringify(value), 'application/json').digest).toBe(digest);
  expect(read(stringify(reversed)).digest).toBe(digest);
});

const head = { document: { dsl: '1.0.0', namespace: 'test', name: 'one', version: '1.0.0' } };
const task = (body: object, more: object = {}) => ({ ...head, do: [{ first: body }], ...more });

test.each([
  ['a draft of the DSL', { ...task({ set: { a: 1 } }), document: { ...head.document, dsl: '1.0.0-alpha5' } }],
  ['a loop without progress', task({ set: { a: 1 }, then: 'first' })],
  ['a task named in another script', { ...head, do: [{ 'тест ✓ /~': { set: { a: 1 }, then: 'end' } }] }],
  ['a function of the default catalog', task({ call: 'say:1.0.0@default', with: { text: 'hi' } })],
  ['the mesh’s own function llm', task({ call: 'llm', with: { model: 'm', messages: [] } })],
  [
    'a task for a worker, told by expressions',
    task({
      call: 'worker',
      with: { queue: '${ .queue }', input: 1, heartbeat: '${ .often }', timeout: 'PT1H', attempts: '${ .tries }' },
    }),
  ],
  [
    'a function of the document that is called worker',
    task({ call: 'worker', with: { any: 1 } }, { use: { functions: { worker: { set: { a: 1 } } } } }),
  ],
  [
    'a function of a catalog',
    task({ call: 'log:0.5.2@global' }, { use: { catalogs: { global: { endpoint: 'https://a.b' } } } }),
  ],
  [
    'an address with an expression that holds an object',
    task({ call: 'http', with: { method: 'get', endpoint: 'https://a.b/${ {a: 1} | .a }' } }),
  ],
  [
    'a method of A2A 1.0',
    task({
      call: 'a2a',
      with: { method: 'SendMessage', server: 'https://a.b', parameters: { message: { parts: [] } } },
    }),
  ],
  ['a container', task({ run: { container: { image: 'alpine' } } })],
  ['a shell command', task({ run: { shell: { command: 'ls' } } })],
  ['a shell command with arguments by name', task({ run: { shell: { command: 'ls', arguments: { a: 1 } } } })],
  ['ten years of waiting', task({ wait: { days: 3650 } })],
  ['a wait that an expression tells', task({ wait: '${ .howLong }' })],
  [
    'a request with numbers in its query and its headers',
    task({
      call: 'http',
      with: {
        method: 'get',
        endpoint: 'https://a.b',
        query: { limit: 10, tags: ['a', 2], no: null },
        headers: { a: 1 },
      },
    }),
  ],
  [
    'a workflow whose input is an expression',
    task({ run: { workflow: { namespace: 'a', name: 'b', version: '1.0.0', input: '${ . }' } } }),
  ],
  ['an event of a source that is a name', task({ emit: { event: { with: { type: 'a', source: 'urn:example:a' } } } })],
  [
    'an event of a source that is relative',
    task({ emit: { event: { with: { type: 'a', source: '/shop/${ .id }' } } } }),
  ],
  ['an event without a source', task({ emit: { event: { with: { type: 'a' } } } })],
  ['a loop over items of the document', task({ for: { in: [{ a: '${ .a }' }, {}] }, do: [] })],
  ['a handler that leads on', task({ try: [], catch: { then: 'first' } })],
  [
    'a schedule that reads the data of its events',
    task({ set: { a: 1 } }, { schedule: { on: { any: [] }, read: 'data' } }),
  ],
  [
    'a correlation with constants, and with an expression',
    task({
      listen: {
        to: {
          all: ['north', '.5', '$9.90', '...', '${ .id }', '${ ".id" }'].map((expect) => ({
            with: { type: 'a' },
            correlate: { one: { from: '.a', expect } },
          })),
        },
      },
    }),
  ],
  [
    'a filter by patterns, and by a source that is relative',
    task({
      listen: {
        to: {
          all: [
            { with: { source: '/shop' } },
            { with: { source: '^/shop/.+', time: '^2026-', dataschema: '.*/order\\.json' } },
          ],
        },
      },
    }),
  ],
  ['an extension of extensions', task({ set: { a: 1 } }, { use: { extensions: [{ log: { extend: 'extension' } }] } })],
  [
    'an authentication by its name alone',
    task(
      { call: 'openapi', with: { document: { endpoint: 'https://a.b' }, operationId: 'a', authentication: 'mine' } },
      { use: { authentications: { mine: { bearer: { token: 'a' } } } } },
    ),
  ],
  ['loose evaluation', task({ set: { a: '.b' } }, { evaluate: { mode: 'loose' } })],
  ['a cron of steps from a number on', task({ set: { a: 1 } }, { schedule: { cron: '5/15 * * * *' } })],
  ['a cron of leap days', task({ set: { a: 1 } }, { schedule: { cron: '0 0 29 2 *' } })],
  [
    'every kind of schedule',
    task({ set: { a: 1 } }, { schedule: { every: 'PT1M', cron: '0 0 * * 1-5', after: { hours: 1 } } }),
  ],
  [
    'words as data that are fields elsewhere',
    task({ set: { if: 'not jq (', then: 'nowhere', wait: -1, authentication: { use: 'x' } } }),
  ],
])('%s is valid', (_what, document) => {
  expect(read(JSON.stringify(document), 'application/json').document).toEqual(document);
});

test('aliases of YAML are followed, and the digest is that of what they say', () => {
  const text = `
document: { dsl: 1.0.0, namespace: test, name: one, version: 1.0.0 }
do:
  - first: &same { set: { a: 1 } }
  - second: *same
`;
  const plain = { ...head, do: [{ first: { set: { a: 1 } } }, { second: { set: { a: 1 } } }] };
  expect(read(text).digest).toBe(read(JSON.stringify(plain), 'application/json').digest);
});
