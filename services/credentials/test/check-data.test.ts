import { expect, test } from 'vitest';
import { injected } from '../src/broker/injected.ts';
import { checkData } from '../src/credential/check-data.ts';
import { masked } from '../src/credential/masked.ts';
import { readCatalogue } from '../src/types/catalogue.ts';
import type { CredentialType } from '../src/types/credential-type.ts';
import { fillTemplate } from '../src/types/fill-template.ts';

const catalogue = await readCatalogue();
const type = (name: string) => catalogue.get(name) as CredentialType;

test.each([...catalogue.values()])('the type $name is whole', ({ fields, inject, test, hosts }) => {
  const names = fields.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(fields.some(({ secret }) => secret)).toBe(true);
  const placeholders = JSON.stringify([inject, test]).matchAll(/\{([a-z_]+)\}/g);
  for (const [, name] of placeholders) expect(names).toContain(name);
  for (const { type, options } of fields) expect(type === 'enum').toBe(options !== undefined);
  const sample = Object.fromEntries(fields.map(({ name, default: value }) => [name, value ?? 'x']));
  const url = test && fillTemplate(test.url, sample);
  if (url && hosts.length > 0) expect(hosts).toContain(new URL(url).host);
});

test('defaults are filled in', () => {
  const data = { host: 'db', database: 'a', user: 'u', password: 'p' };
  expect(checkData(type('postgres'), data)).toEqual({ ...data, port: 5432, ssl_mode: 'verify-full' });
});

test.each([
  [{}, '/body/data/token', 'required'],
  [{ token: '' }, '/body/data/token', 'required'],
  [{ token: 5 }, '/body/data/token', 'expected a text'],
  [{ token: 'a\0b' }, '/body/data/token', 'expected Unicode text without NUL'],
  [{ token: 'a\ud800' }, '/body/data/token', 'expected Unicode text without NUL'],
  [{ token: 'a', colour: 'red' }, '/body/data/colour', 'the type http-bearer has no such field'],
])('%j is refused with a pointer', (data, pointer, message) => {
  expect(() => checkData(type('http-bearer'), data as never)).toThrow(
    expect.objectContaining({ code: 'unprocessable', errors: [{ pointer, message }] }),
  );
});

test('a secret has at most 64 KiB', () => {
  expect(checkData(type('http-bearer'), { token: 'x'.repeat(65_536) })).toBeDefined();
  expect(() => checkData(type('http-bearer'), { token: 'x'.repeat(65_537) })).toThrow(
    expect.objectContaining({ code: 'payload-too-large' }),
  );
});

test('secrets are masked, long ones but for their last four characters', () => {
  expect(masked(type('http-basic'), { username: 'ann', password: 'long enough 3f9a' })).toEqual({
    username: 'ann',
    password: '••••3f9a',
  });
  expect(masked(type('http-basic'), { username: 'ann', password: 'short' })).toHaveProperty('password', '••••');
});

test.each([
  ['http-bearer', { token: 't' }, { authorization: 'Bearer t' }, []],
  ['http-basic', { username: 'u', password: 'p' }, { authorization: 'Basic dTpw' }, []],
  ['http-header', { header_name: 'X-Api-Key', value: 'v' }, { 'x-api-key': 'v' }, []],
  ['api-key-query', { parameter: 'k', api_key: 'v&w' }, {}, [['k', 'v&w']]],
  ['openai', { api_key: 'k' }, { authorization: 'Bearer k' }, []],
  ['postgres', { password: 'p' }, {}, []],
])('%s goes where its type says', (name, data, headers, query) => {
  expect(injected(type(name), data as never)).toEqual({ headers, query });
});
