import { expect, test } from 'vitest';
import { placed } from '../src/broker/placed.ts';
import type { CredentialType } from '../src/types/credential-type.ts';

const field = (name: string, secret: boolean) => ({
  name,
  title: name,
  type: 'string' as const,
  required: true,
  secret,
});
const type: CredentialType = {
  name: 'two',
  title: 'Two',
  category: 'test',
  fields: [field('user', false), field('token', true)],
  hosts: [],
  inject: [],
};
const data = { user: 'ada', token: 'a/b&c"' };
const marks = { 'mark-of-token.': 'token', 'mark-of-user.': 'user' };

test('fields stand in path, query, headers and body, each written as its place asks, and never in the host', () => {
  const url = new URL('https://mark-of-token.example/x/mark-of-token.?k=mark-of-token.');
  const headers = { 'x-key': 'Key mark-of-token.', plain: 'text' };
  const body = { list: ['mark-of-user.', { deep: 'mark-of-token.' }], n: 1 };
  const made = placed({ url, headers, body }, marks, type, data);
  expect(made.url.href).toBe('https://mark-of-token.example/x/a%2Fb%26c%22?k=a%2Fb%26c%22');
  expect(made.headers).toEqual({ 'x-key': 'Key a/b&c"', plain: 'text' });
  expect(made.secretHeaders).toEqual(['x-key']);
  expect(made.body).toEqual({ list: ['ada', { deep: 'a/b&c"' }], n: 1 });
});

test('in a form a secret is written as a form has it, and in other text as it is', () => {
  const body = 'user=mark-of-user.&password=mark-of-token.';
  const sent = (contentType: string) =>
    placed({ url: new URL('https://a.example/'), headers: { 'Content-Type': contentType }, body }, marks, type, data)
      .body;
  expect(sent('application/x-www-form-urlencoded; charset=utf-8')).toBe('user=ada&password=a%2Fb%26c%22');
  expect(sent('text/plain')).toBe('user=ada&password=a/b&c"');
});

test('signs that a replacement would read as its own stand as they are', () => {
  const token = "$$ $& $` $' $1 $<token>";
  const call = { url: new URL('https://a.example/mark-of-token.'), headers: { 'x-key': 'mark-of-token.' } };
  const made = placed({ ...call, body: 'a mark-of-token. b' }, marks, type, { ...data, token });
  expect(made.headers['x-key']).toBe(token);
  expect(made.body).toBe(`a ${token} b`);
  expect(decodeURIComponent(made.url.pathname)).toBe(`/${token}`);
});

test('no name is the only secret field, and a name that is not there is refused', () => {
  const url = new URL('https://a.example/');
  const put = (field: string, fields = type.fields) =>
    placed({ url, headers: {}, body: 'the-long-mark' }, { 'the-long-mark': field }, { ...type, fields }, data).body;
  expect(put('')).toBe('a/b&c"');
  expect(() => put('none')).toThrow('no field none');
  expect(() =>
    put(
      '',
      type.fields.map((one) => ({ ...one, secret: true })),
    ),
  ).toThrow('not exactly one');
});
