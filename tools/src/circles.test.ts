import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { inCircles, needsOf } from './circles.ts';
import { readPackages, root, textOf } from './packages.ts';

/** Recursive structures, such as tasks in tasks and expressions in expressions, are read by functions that call each other. */
const grammars = [
  'libs/jq/src/evaluate',
  'libs/jq/src/syntax',
  'services/workflows/src/definition/dsl',
  'services/workflows/src/plan/compile',
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

const files = readPackages().flatMap((one) => one.files);
const needs = new Map(files.map((file) => [file, needsOf(file, textOf(file))]));

test('files need each other in a circle nowhere but in grammars', () => {
  expect([...new Set(inCircles(needs).map((file) => dirname(file)))].sort()).toEqual(grammars);
});

test('whoever needs a file of a circle can be the first to read it', { timeout: 60_000 }, async () => {
  const circle = new Set(inCircles(needs));
  const sources = files.filter((file) => file.includes('/src/') && !file.endsWith('.test.ts'));
  const outside = sources.filter((file) => !circle.has(file) && needs.get(file)?.some((one) => circle.has(one)));
  expect(outside.length).toBeGreaterThanOrEqual(grammars.length);
  const run = promisify(execFile);
  for (const file of outside) await run(process.execPath, [join(root, file)]);
});
