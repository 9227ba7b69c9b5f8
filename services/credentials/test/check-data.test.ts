import { createCredential } from '@mesh/contracts/credentials';
import { expect, test } from 'vitest';
import { injected } from '../src/broker/injected.ts';
import { checkData } from '../src/credential/check-data.ts';
import { masked } from '../src/credential/masked.ts';
import { readCatalogue } from '../src/types/catalogue.ts';
import type { CredentialType } from '../src/types/credential-type.ts';

const catalogue = await readCatalogue();
const type = (name: string) => catalogue.get(name) as CredentialType;

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
  [{ token: 'a', 'a/b': 'red' }, '/body/data/a~1b', 'the type http-bearer has no such field'],
])('%j is refused with a pointer', (data, pointer, message) => {
  expect(() => checkData(type('http-bearer'), data as never)).toThrow(
    expect.objectContaining({ code: 'unprocessable', errors: [{ pointer, message }] }),
  );
});

test.each([
  ['azure-openai', { api_key: 'k', resource: 'evil.test/' }, 'resource'],
  ['aws', { access_key_id: 'a', secret_access_key: 's', region: 'us-east-1.evil.test/' }, 'region'],
  ['telegram', { token: '1:a/../..' }, 'token'],
  ['qdrant', { api_key: 'k', base_url: 'https://user@host' }, 'base_url'],
  ['paypal', { client_id: 'c', client_secret: 's', host: 'evil.test' }, 'host'],
])('%s takes no value that leads elsewhere: %j', (name, data, field) => {
  expect(() => checkData(type(name), data)).toThrow(
    expect.objectContaining({ errors: [expect.objectContaining({ pointer: `/body/data/${field}` })] }),
  );
});

test.each(['constructor', 'a'.repeat(10_240), '', 'A', 'a/b', '\0'])(
  'a field with a name such as %j is refused as malformed, or as none of its type',
  (name) => {
    const data = JSON.parse(`{"token":"t",${JSON.stringify(name)}:"x"}`) as Record<string, string>;
    const body = createCredential.body.safeParse({ name: 'n', type: 'http-bearer', data });
    if (body.success)
      expect(() => checkData(type('http-bearer'), body.data.data)).toThrow('the data does not fit the type');
    else expect(body.error.issues).toMatchObject([{ path: expect.arrayContaining(['data']) }]);
  },
);

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
  ['generic-api', { api_key: 'k', auth_method: 'query', header_name: 'q' }, {}, [['q', 'k']]],
  ['generic-api', { api_key: 'k', auth_method: 'bearer', header_name: 'q' }, { authorization: 'Bearer k' }, []],
  ['postgres', { password: 'p' }, {}, []],
])('%s goes where its type says', (name, data, headers, query) => {
  expect(injected(type(name), data as never)).toEqual({ headers, query, prefix: '' });
});
