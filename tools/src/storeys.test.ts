import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importsOf, packageOf } from './imports.ts';
import { isTest, readPackages, sharedTools, textOf } from './packages.ts';
import { mayImport, storeyOf } from './storeys.ts';

const packages = readPackages();
const folderOf = new Map(packages.map(({ name, folder }) => [name, folder]));

/** The only files that may read the environment of the process. */
const edge = /\/(config|main|migrate)\.ts$|^libs\/(testing|cli)\/|^libs\/runtime\/src\/service-process\.ts$/;

/** Exceptions: Railway looks there for what its package declares, and the peers use the bench's type of an engine. */
const secondRoom = new Map([
  ['railway', '.railway'],
  ['bench/peers', 'bench/src/peers'],
]);
const product = /^(gateway|services|libs)\//;

test.each([
  ['services/vectors', 'libs/bus', false, true],
  ['libs/bus', 'libs/database', false, false],
  ['services/vectors', 'services/plugins', false, false],
  ['services/vectors', 'libs/testing', false, false],
  ['libs/cache', 'libs/testing', true, true],
  ['libs/cli', 'libs/runtime', false, false],
  ['libs/cli', 'libs/sdk', false, true],
  ['e2e', 'libs/testing', false, true],
])('whether %s may import %s (in a test: %s) is %s', (from, to, inTest, expected) => {
  expect(mayImport(from, to, inTest)).toBe(expected);
});

describe.each(packages)('$folder', ({ name, folder, dependencies, devDependencies, files }) => {
  test('stands on a storey', () => expect(storeyOf(folder)).toBeGreaterThanOrEqual(0));

  test('imports only from below and stays inside itself', () => {
    const faults = files.flatMap((file) =>
      importsOf(textOf(file)).flatMap((specifier) => {
        if (specifier.startsWith('.')) {
          const target = join(file, '..', specifier);
          const inside = [folder, secondRoom.get(folder)].some((room) => room && target.startsWith(`${room}/`));
          return inside ? [] : [`${file} leaves its package: ${specifier}`];
        }
        const other = folderOf.get(packageOf(specifier) ?? '');
        return !other || mayImport(folder, other, isTest(file)) ? [] : [`${file} imports ${specifier}`];
      }),
    );
    expect(faults).toEqual([]);
  });

  test('declares what it imports: what is shipped as a dependency, what tests need as one of either kind', () => {
    const faults = files.flatMap((file) => {
      const allowed = new Set([name, ...dependencies, ...(isTest(file) ? [...devDependencies, ...sharedTools] : [])]);
      const imported = importsOf(textOf(file)).map(packageOf);
      return imported.filter((used) => used && !allowed.has(used)).map((used) => `${file} imports ${used}`);
    });
    expect(faults).toEqual([]);
  });

  test('uses what it declares', () => {
    const text = files.map(textOf).join('\n');
    const named = (dependency: string) =>
      [`'${dependency}'`, `'${dependency}/`].some((quoted) => text.includes(quoted)) ||
      (dependency.startsWith('@types/') && text.includes(`'${dependency.slice('@types/'.length)}'`));
    expect([...dependencies, ...devDependencies].filter((dependency) => !named(dependency))).toEqual([]);
  });

  test('exports by name, and reads the environment at its edge only', () => {
    const faults = files.flatMap((file) => [
      ...(/^export default /m.test(textOf(file)) ? [`${file} has a default export`] : []),
      ...(product.test(file) && !isTest(file) && !edge.test(file) && textOf(file).includes('process.env')
        ? [`${file} reads process.env`]
        : []),
    ]);
    expect(faults).toEqual([]);
  });
});
