import { expect, test } from 'vitest';
import { allowedHost } from '../src/allowed-host.ts';
import { allowedHosts } from '../src/credential-shapes.ts';

const long = 'a'.repeat(63);

test.each([
  ...[
    'api.example.com',
    'API.Example.com',
    'api.example.com:443',
    'localhost:8080',
    'a',
    `${long}.example`,
    '_x.a-b.c',
  ],
  ...['127.0.0.1', '127.0.0.1:65535', '[::1]', '[::1]:8080', '[2001:db8::1]', 'xn--mller-kva.example'],
])('%j is a host', (text) => {
  expect(allowedHost.parse(text)).toBe(text);
});

test.each([
  ...['', ' ', 'a b', 'a:0', 'a:00', 'a:080', 'a:70000', 'a:65536', 'a:999999', 'a:', 'a:b', ':80', 'a:1:2', 'a:-1'],
  ...['a..b', '.a', 'a.', '.', '-a.b', 'a-.b', `${long}a.example`, `${`${long}.`.repeat(4)}a`, 'müller.example'],
  ...[
    'http://a',
    'a/b',
    'a?b',
    'a#b',
    'u@a',
    '*',
    '*.example.com',
    'a,b',
    'a\n',
    'a\u0000',
    '[::1',
    '::1',
    '[]',
    '[a]',
  ],
  ...['[::1%25lo]', '[1.2.3.4]', '1.2.3.4.5', '256.256.256.256', '999'.repeat(5)],
])('%j is no host', (text) => {
  expect(allowedHost.safeParse(text).success).toBe(false);
});

test('a wrong one is told by its place', () => {
  const { error } = allowedHosts.safeParse(['a.example', 'a:0']);
  expect(error?.issues).toMatchObject([{ path: [1] }]);
});
