import type { LockfileChange } from '@mesh/contracts/plugin-shapes';
import type { LockfileItem } from '../db/schema.ts';

export type Lockfile = { revision: number; items: readonly LockfileItem[] };
/** Returns the changed lockfile; undefined if nothing changes. */
export type Changed = { change: LockfileChange; items: LockfileItem[] } | undefined;

/** The lockfile with `item` in place of the plugin's installed version, if there is one. */
export function withItem({ items }: Lockfile, item: LockfileItem): Changed {
  const there = items.find(({ name }) => name === item.name);
  if (there && isSame(there, item)) return undefined;
  const others = items.filter((one) => one !== there);
  return { change: there ? 'updated' : 'installed', items: ordered([...others, item]) };
}

export function withoutItem({ items }: Lockfile, name: string): Changed {
  const rest = items.filter((item) => item.name !== name);
  return rest.length === items.length ? undefined : { change: 'removed', items: rest };
}

/** The lockfile of an earlier revision. */
export function rolledBack({ items }: Lockfile, earlier: readonly LockfileItem[]): Changed {
  const isAlready = items.length === earlier.length && items.every((item, i) => isSame(item, earlier[i]));
  return isAlready ? undefined : { change: 'rolled-back', items: [...earlier] };
}

/** The plugins that are in one lockfile and not in the other. */
export function difference(
  before: readonly LockfileItem[],
  after: readonly LockfileItem[],
): { added: string[]; removed: string[] } {
  const idsOf = (items: readonly LockfileItem[]) => items.map(({ pluginId }) => pluginId);
  const [old, now] = [idsOf(before), idsOf(after)];
  return {
    added: now.filter((id) => !old.includes(id)).sort(),
    removed: old.filter((id) => !now.includes(id)).sort(),
  };
}

function isSame(a: LockfileItem, b: LockfileItem | undefined): boolean {
  return a.pluginId === b?.pluginId && a.version === b.version && a.digest === b.digest;
}

function ordered(items: LockfileItem[]): LockfileItem[] {
  return items.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
