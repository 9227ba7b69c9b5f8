import { expect, test } from 'vitest';
import { semver, versionOrder } from '../../src/definition/semver.ts';

/** In order of precedence, as semver.org tells it. */
const inOrder = [
  '0.0.1',
  '0.9.0',
  '0.10.0',
  '1.0.0-0',
  '1.0.0-2',
  '1.0.0-10',
  '1.0.0-10.a',
  '1.0.0--',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-alpha-1',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.2.9',
  '1.10.0',
  '2.0.0',
  '10.0.0',
  '99999999999999999999.0.0',
  '100000000000000000000.0.0',
];

test('versions sort as texts in their order of precedence', () => {
  const texts = inOrder.map(versionOrder);
  expect([...texts].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))).toEqual(texts);
  expect(new Set(texts).size).toBe(inOrder.length);
});

test('what is built differently has the same precedence', () => {
  expect(versionOrder('1.0.0+one')).toBe(versionOrder('1.0.0+two'));
});

test.each(['1', '1.0', '01.0.0', '1.0.0-01', '1.0.0-', '1.0.0+', 'v1.0.0', '1.0.0 ', '1.0.0-a..b'])(
  '%s is no version',
  (text) => {
    expect(semver.test(text)).toBe(false);
  },
);
