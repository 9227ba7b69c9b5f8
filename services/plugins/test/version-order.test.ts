import { expect, test } from 'vitest';
import { versionOrder } from '../src/package/version-order.ts';

test('versions are ordered as Semantic Versioning 2.0.0 §11 says', () => {
  const ordered = [
    '0.9.9',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc-1.1',
    '1.0.0',
    '1.0.1',
    '1.2.0',
    '1.10.0',
    '2.0.0',
  ];
  expect(ordered.toReversed().toSorted(versionOrder)).toEqual(ordered);
  for (const version of ordered) expect(versionOrder(version, version)).toBe(0);
});
