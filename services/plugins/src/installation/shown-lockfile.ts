import type { installed, lockfile } from '@mesh/contracts/plugin-shapes';
import type { z } from 'zod';
import type { LockfileItem } from '../db/schema.ts';
import { shownDigest } from '../plugin/shown-plugin.ts';
import type { Lockfile } from './lockfile.ts';

export function shownLockfile({ revision, items }: Lockfile): z.input<typeof lockfile> {
  return { revision, items: items.map(shownItem), nextCursor: null };
}

export function shownItem({ name, version, digest, permissions }: LockfileItem): z.input<typeof installed> {
  return { name, version, digest: shownDigest(digest), permissions };
}
