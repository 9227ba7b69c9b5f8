import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPackages, root, textOf } from './packages.ts';

const files = readPackages().flatMap((one) => one.files);
const readmes = '{.,gateway,compose,railway,e2e,bench,tools,{libs,services}/*}/README.md';
const documents = globSync([readmes, 'docs/**/*.md'], { cwd: root });

/** Files of code that a document names, by as much of their paths as it gives. */
function filesIn(document: string): string[] {
  return Array.from(textOf(document).matchAll(/`([\w./-]+\.(?:ts|mjs))`/g), ([, name = '']) => name);
}

test.each(documents)('%s names no file that is not there', (document) => {
  const isThere = (name: string) =>
    existsSync(join(root, name)) || files.some((file) => `/${file}`.endsWith(`/${name}`));
  expect(filesIn(document).filter((name) => !isThere(name))).toEqual([]);
});

test('documents name enough files to trust that they are found', () => {
  expect(documents.flatMap(filesIn).length).toBeGreaterThan(100);
});
