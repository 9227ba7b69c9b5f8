import { expect, test } from 'vitest';
import { z } from 'zod';
import { configurationPage, variablesOf } from './configuration.ts';
import { textOf } from './packages.ts';
import { serviceSchemas } from './service-schemas.ts';

const port = z.string().transform(Number).default(8080).meta({ description: 'Where to listen.' });
const key = z.string().meta({ description: 'Opens | closes.', secret: true });

test('a variable is told with its default, its need and whether it is secret', () => {
  expect(variablesOf(z.object({ PORT: port, KEY: key, HOST: z.string().optional() }))).toEqual([
    { name: 'PORT', required: false, default: '8080', description: 'Where to listen.', secret: false },
    { name: 'KEY', required: true, default: undefined, description: 'Opens | closes.', secret: true },
    { name: 'HOST', required: false, default: undefined, description: '', secret: false },
  ]);
});

test('what all services read stands once, above what each reads besides', () => {
  const page = configurationPage(
    new Map([
      ['a', z.object({ PORT: port, KEY: key })],
      ['b', z.object({ PORT: port })],
    ]),
  );
  expect(page.match(/`PORT`/g)).toHaveLength(1);
  expect(page).toContain(
    '## a\n\n| variable | default | meaning |\n|---|---|---|\n| `KEY` 🔒 | required | Opens \\| closes. |',
  );
  expect(page).not.toContain('## b');
});

test('docs/configuration.md is current; `npm run docs -w @mesh/tools` writes it', () => {
  expect(textOf('docs/configuration.md')).toBe(configurationPage(serviceSchemas));
});

test.each([...serviceSchemas])('%s says of each variable what it means', (_, schema) => {
  expect(variablesOf(schema).filter(({ description }) => description === '')).toEqual([]);
});
