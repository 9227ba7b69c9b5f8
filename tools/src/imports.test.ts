import { expect, test } from 'vitest';
import { importsOf, packageOf } from './imports.ts';

test('every way to import is seen, over several lines as well', () => {
  const text = [
    "import { a } from './a.ts';",
    'import type {\n  B,\n  C,\n} from "skipped";',
    "import {\n  d,\n  e,\n} from '@mesh/bus/call';",
    "import 'side-effect';",
    "export { f } from './f.ts';",
    "const late = await import('node:zlib');",
    "const told = 'import from nowhere';",
  ].join('\n');
  expect(importsOf(text)).toEqual(['./a.ts', '@mesh/bus/call', 'side-effect', './f.ts', 'node:zlib']);
});

test('a specifier names its package; relative and built-in ones name none', () => {
  expect(['@nats-io/jetstream', 'kysely/migration', '@mesh/bus/call'].map(packageOf)).toEqual([
    '@nats-io/jetstream',
    'kysely',
    '@mesh/bus',
  ]);
  expect(['./a.ts', '../b.ts', 'node:fs', 'fs'].map(packageOf)).toEqual([undefined, undefined, undefined, undefined]);
});
