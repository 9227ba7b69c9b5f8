// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
import { MeshError } from '@mesh/contracts/mesh-error';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkShape } from '../../src/definition/checks/shape.ts';
import { type ContentType, readDocument } from '../../src/definition/read-document.ts';
import { examples, scenarios, schemaText } from './specification.ts';

const texts = [...examples, ...scenarios].map(([, text]) => text);
const documents = texts.map((text) => parse(text) as unknown);

const ajv = new Ajv2020({ strict: false });
ajv.addFormat('json-pointer', /^(?:\/(?:[^~/]|~[01])*)*$/);
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT/);
for (const format of ['uri', 'uri-template']) ajv.addFormat(format, true);
const official = ajv.compile(parse(schemaText) as object);

/** Whether it is valid. Whatever it throws besides the refusal of a document fails the test. */
function isValid(text: string, contentType: ContentType): boolean {
  try {
    readDocument(text, contentType);
    return true;
  } catch (error) {
    if (error instanceof MeshError && error.code === 'workflow-invalid' && error.errors?.length) return false;
    throw error;
  }
}

const pieces = [
  null,
  true,
  0,
  -1,
  1.5,
  '',
  'a',
  '${ .a }',
  'PT1S',
  'https://a.b',
  [],
  {},
  ['a'],
  { a: 1 },
  { use: 'a' },
];
const fields = [
  'do',
  'set',
  'for',
  'with',
  'call',
  'if',
  'then',
  'wait',
  'use',
  'one',
  'any',
  'all',
  'document',
  'toString',
];

type Change = {
  readonly at: number;
  readonly kind: 'replace' | 'remove' | 'add' | 'swap';
  piece: unknown;
  field: string;
};
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom('replace', 'remove', 'add', 'swap'),
  piece: fc.oneof(fc.constantFrom(...pieces), fc.jsonValue({ maxDepth: 3 })),
  field: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...fields) }, fc.string()),
});

type Slot = { readonly whole: Record<string, unknown>; readonly key: string };

/** Every field and item of a value. */
function slotsOf(value: unknown): Slot[] {
  if (typeof value !== 'object' || value === null) return [];
  const whole = value as Record<string, unknown>;
  return Object.keys(whole).flatMap((key) => [{ whole, key }, ...slotsOf(whole[key])]);
}

function changed(document: unknown, changes: readonly Change[]): unknown {
  const copy = structuredClone(document);
  for (const { at, kind, piece: shared, field } of changes) {
    const piece = structuredClone(shared);
    const slots = slotsOf(copy);
    const slot = slots[at % slots.length];
    if (!slot) continue;
    const { whole, key } = slot;
    if (kind === 'replace') whole[key] = piece;
    else if (kind === 'add' && !Array.isArray(whole)) whole[field] = piece;
    else if (kind === 'swap') whole[key] = structuredClone(slots[(at * 7) % slots.length]?.whole ?? piece);
    else if (Array.isArray(whole)) whole.splice(Number(key), 1);
    else delete whole[key];
  }
  return copy;
}

const mutated = fc
  .tuple(fc.constantFrom(...documents), fc.array(change, { minLength: 1, maxLength: 4 }))
  .map(([document, changes]) => changed(document, changes));

const isObject = (value: unknown) => typeof value === 'object' && value !== null;
const without = (field: string, whole: object) =>
  Object.fromEntries(Object.entries(whole).filter(([name]) => name !== field));
const textually = (fields: object) => Object.fromEntries(Object.keys(fields).map((name) => [name, '']));
const sought = { source: 'https://a.example', time: '2026-01-01T00:00:00Z', dataschema: 'https://a.example' };
/** Filters of events may seek any text in these attributes; whatever is no text stays. */
const withSought = (filter: unknown) =>
  JSON.parse(JSON.stringify(filter), (key, value) =>
    typeof value === 'string' && Object.hasOwn(sought, key) ? sought[key as keyof typeof sought] : value,
  );
/** An event to emit needs no source, and one that it has may be relative. */
const withSource = (event: { readonly source?: unknown }) => {
  const { source = sought.source } = event;
  return { ...event, source: typeof source === 'string' ? sought.source : source };
};
/**
 * Where the reference says more than the schema: queries and headers of any values, inputs of any kind, and policies by their
 * names, texts sought in any attribute of an event, and extensions that extend extensions. Processes may take arguments by
 * name, as version 1.0.0 of the DSL has it. What came to the schema after 1.0.3 is here as well.
 */
const narrowed = (document: unknown): unknown =>
  JSON.parse(JSON.stringify(document), (key, value) => {
    if ((key === 'script' || key === 'shell') && isObject(value?.arguments)) return { ...value, arguments: [] };
    if ((key === 'query' || key === 'headers') && isObject(value) && !Array.isArray(value)) return textually(value);
    if (key === 'workflow' && isObject(value) && 'input' in value) return { ...value, input: {} };
    if (key === 'one' || key === 'any' || key === 'all') return withSought(value);
    if (key === 'for' && Array.isArray(value?.in)) return { ...value, in: '.items' };
    if (key === 'catch' && isObject(value)) return without('then', value);
    if (key === 'schedule' && isObject(value)) return without('read', value);
    if (key === 'event' && isObject(value?.with)) return { ...value, with: withSource(value.with) };
    if (key === 'extend' && value === 'extension') return 'all';
    if (key === 'authentication' && typeof value === 'string') return { use: value };
    return value;
  });

test('the authority of a policy is a URI and no expression', () => {
  const asked = (authority: string) => ({
    document: { dsl: '1.0.3', namespace: 'test', name: 'asked', version: '1.0.0' },
    do: [
      {
        ask: {
          call: 'http',
          with: {
            method: 'get',
            endpoint: {
              uri: 'https://a.example',
              authentication: { oidc: { authority, grant: 'client_credentials', client: { id: 'a', secret: 'b' } } },
            },
          },
        },
      },
    ],
  });
  for (const authority of ['https://b.example', '${ .a }']) {
    const document = asked(authority);
    expect(isValid(JSON.stringify(document), 'application/json')).toBe(official(document));
  }
});

test('a changed document is read or refused, and what is read has the shape that the specification tells', () => {
  fc.assert(
    fc.property(mutated, (document) => {
      const valid = isValid(JSON.stringify(document), 'application/json');
      if (valid) expect(official(narrowed(document)), JSON.stringify(official.errors)).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});

test('a changed document that the specification takes is refused for what is told beyond its schema alone', () => {
  const beyond =
    /no field of the DSL here|version 1\.0\.x|most ten years|at least 0|expected one of every|one kind, and|a URI template|at least 1 characters|at most 256|expected only one of|at (?:least -|most )9007199254740991/;
  fc.assert(
    fc.property(mutated, (document) => {
      if (!official(document)) return;
      for (const { pointer, message } of checkShape(document)) {
        // The schema forgets what the reference says: an event to emit has a source and a type.
        if (!pointer.endsWith('/emit/event/with')) expect(message, pointer).toMatch(beyond);
      }
    }),
    { numRuns: 3_000 },
  );
});

test('a text with letters lost, added or moved is read or refused', () => {
  const cut = fc.record({
    at: fc.nat(),
    length: fc.nat(12),
    put: fc.oneof(fc.string(), fc.constantFrom('\t', ': ', '- ', '&a ', '*a', '!!x ', '${', '"')),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.array(cut, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      (text, cuts, asJson) => {
        let broken = asJson ? JSON.stringify(parse(text)) : text;
        for (const { at, length, put } of cuts) {
          const from = at % broken.length;
          broken = `${broken.slice(0, from)}${put}${broken.slice(from + length)} `;
        }
        isValid(broken, asJson ? 'application/json' : 'application/yaml');
      },
    ),
    { numRuns: 2_000 },
  );
});
