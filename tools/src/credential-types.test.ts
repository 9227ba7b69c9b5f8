import { readCatalogue } from '@mesh/credentials/types/catalogue';
import { expect, test } from 'vitest';
import { withTypes } from './credential-types.ts';
import { textOf } from './packages.ts';

const types = [...(await readCatalogue()).values()];
const page = textOf('docs/credentials.md');

test('docs/credentials.md lists every type; `npm run docs -w @mesh/tools` writes it', () => {
  expect(page).toBe(withTypes(page, types));
});

test('a page without the marks is refused', () => {
  expect(() => withTypes('# Credentials', types)).toThrow('no marks');
});
