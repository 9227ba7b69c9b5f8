import { expect, test } from 'vitest';
import { parseAllowList } from '../src/allow-list.ts';
import { isPublicAddress } from '../src/blocked-addresses.ts';
import { hostIsAmong } from '../src/host-pattern.ts';
import { answers, literals } from './closed-places.ts';

const spelled = literals.flatMap((host) => URL.parse(`http://${host}/`)?.hostname.replace(/^\[|\]$/g, '') ?? []);

test.each(spelled)('%s is no public address', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(answers)('one of %j … is no public address', (...addresses) => {
  expect(addresses.every(isPublicAddress)).toBe(false);
});

test.each([
  '1.1.1.1',
  '8.8.8.8',
  '93.184.215.14',
  '172.32.0.1',
  '100.128.0.1',
  '192.0.1.1',
  '2606:4700::1111',
  '2a00:1450::1',
])('%s is a public address', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test('an entry without a port opens every port, one with a port that port alone', () => {
  const allow = parseAllowList(['internal.test', 'localhost:9000', '[::1]:81', '10.1.0.0/16', 'fd00::/8']);
  const permits = (host: string, port: number, address: string) => allow.permits({ host, port, address });
  expect(permits('internal.test', 1234, '10.9.9.9')).toBe(true);
  expect(permits('localhost', 9000, '127.0.0.1')).toBe(true);
  expect(permits('localhost', 9001, '127.0.0.1')).toBe(false);
  expect(permits('[::1]', 81, '::1')).toBe(true);
  expect(permits('[::1]', 82, '::1')).toBe(false);
  expect(permits('any.test', 80, '10.1.2.3')).toBe(true);
  expect(permits('any.test', 80, '10.2.2.3')).toBe(false);
  expect(permits('any.test', 80, 'fd99::1')).toBe(true);
});

test.each(['10.0.0.0/33', 'a/8', '10.0.0.0/', '10.0.0.0/8/8', 'http://a', 'a:b', 'a:70000', 'u@h', ''])(
  'the entry %j is refused at the start',
  (entry) => {
    expect(() => parseAllowList([entry])).toThrow(/^EGRESS_ALLOW: /);
  },
);

test('a host is compared as URLs write it, with its port where one is told', () => {
  const among = (url: string, ...hosts: string[]) => hostIsAmong(new URL(url), hosts);
  expect(among('https://api.example.com/x', 'API.example.com')).toBe(true);
  expect(among('https://api.example.com/x', 'api.example.com:443')).toBe(true);
  expect(among('http://api.example.com/x', 'api.example.com:443')).toBe(false);
  expect(among('https://api.example.com.evil.test/', 'api.example.com')).toBe(false);
  expect(among('https://evil-api.example.com/', 'api.example.com')).toBe(false);
  expect(among('http://[::1]:8080/', '[0:0::1]:8080')).toBe(true);
  expect(among('http://2130706433:80/', '127.0.0.1')).toBe(true);
  expect(among('https://api.example.com/')).toBe(false);
});
