import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { inCircles, needsOf } from './circles.ts';
import { readPackages, textOf } from './packages.ts';

/** What holds itself, as tasks hold tasks and expressions expressions, is read by functions that call each other. */
const grammars = [
  'libs/jq/src/evaluate',
  'libs/jq/src/syntax',
  'services/workflows/src/definition/dsl',
  'services/workflows/src/plan',
];

test('types are needed by nobody who runs', () => {
  const text =
    "import type { A } from './a.ts';\nimport {\n  b,\n} from '../b.ts';\nexport type { C } from './c.ts';\n";
  expect(needsOf('libs/x/src/x.ts', text)).toEqual(['libs/x/b.ts']);
});

test('a circle is found, and none in what only leads to it or follows from it', () => {
  const needs = { start: ['a'], a: ['b'], b: ['c', 'end'], c: ['a'], end: [] };
  expect(inCircles(new Map(Object.entries(needs)))).toEqual(['a', 'b', 'c']);
});

test('files need each other in a circle nowhere but in grammars', () => {
  const files = readPackages().flatMap((one) => one.files);
  const needs = new Map(files.map((file) => [file, needsOf(file, textOf(file))]));
  expect([...new Set(inCircles(needs).map((file) => dirname(file)))].sort()).toEqual(grammars);
});
