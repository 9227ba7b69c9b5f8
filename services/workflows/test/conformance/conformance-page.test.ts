import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { schemaText } from '../definition/specification.ts';

const page = readFileSync(new URL('../../../../docs/conformance.md', import.meta.url), 'utf8');
const rows = page.split('\n').flatMap((line) => {
  const [, file = '', title = ''] = /\| `([^`]+\.test\.ts)`: (.*) \|$/.exec(line) ?? [];
  return file === '' ? [] : [[file, title] as const];
});

/** Every name of a property in a JSON Schema. */
function namesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties } = schema as { properties?: unknown };
  const own = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
  return [...own, ...Object.values(schema).flatMap(namesIn)];
}

test.each(rows)('%s shows: %s', (file, title) => {
  const path = new URL(`../${file}`, import.meta.url);
  expect(existsSync(path)).toBe(true);
  expect(readFileSync(path, 'utf8')).toContain(title);
});

test('every construct has its row', () => {
  expect(rows.length).toBeGreaterThan(60);
});

test('every name of the specification stands on the page', () => {
  const told = new Set(Array.from(page.matchAll(/`([A-Za-z0-9]+)`/g), ([, name]) => name));
  const missing = [...new Set(namesIn(parse(schemaText)))].filter((name) => !told.has(name));
  expect(missing).toEqual(['description']);
});
