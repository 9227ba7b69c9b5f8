import { expect, test } from 'vitest';
import type { LockfileItem } from '../src/db/schema.ts';
import { difference, rolledBack, withItem, withoutItem } from '../src/installation/lockfile.ts';

const permissions = { network: [], credentials: [], events: [] };
const item = (name: string, version = '1.0.0'): LockfileItem => ({
  pluginId: `plg_${name}`,
  name,
  version,
  digest: `${name}@${version}`,
  permissions,
});
const lockfile = { revision: 3, items: [item('b')] };

test('an item is added in its place by name', () => {
  expect(withItem(lockfile, item('a'))).toEqual({ change: 'installed', items: [item('a'), item('b')] });
});

test('another version takes the place of the one before; the same one changes nothing', () => {
  expect(withItem(lockfile, item('b', '2.0.0'))).toEqual({ change: 'updated', items: [item('b', '2.0.0')] });
  expect(withItem(lockfile, item('b'))).toBeUndefined();
});

test('a plugin of the same name by somebody else is another plugin', () => {
  const theirs = { ...item('b'), pluginId: 'plg_theirs' };
  expect(withItem(lockfile, theirs)).toEqual({ change: 'updated', items: [theirs] });
  expect(difference(lockfile.items, [theirs])).toEqual({ added: ['plg_theirs'], removed: ['plg_b'] });
});

test('what is not there cannot be removed', () => {
  expect(withoutItem(lockfile, 'b')).toEqual({ change: 'removed', items: [] });
  expect(withoutItem(lockfile, 'a')).toBeUndefined();
});

test('going back to what is there changes nothing', () => {
  expect(rolledBack(lockfile, [item('b')])).toBeUndefined();
  expect(rolledBack(lockfile, [item('b', '0.9.0')])).toEqual({ change: 'rolled-back', items: [item('b', '0.9.0')] });
  expect(rolledBack(lockfile, [])).toEqual({ change: 'rolled-back', items: [] });
});

test('a new version of a plugin is neither one more nor one less', () => {
  expect(difference([item('a'), item('b')], [item('b', '2.0.0'), item('c')])).toEqual({
    added: ['plg_c'],
    removed: ['plg_a'],
  });
});
