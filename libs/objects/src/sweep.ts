import type { Listed, Objects } from './objects.ts';

/** Longer than any wait for the commit that refers to an object. */
export const SETTLED_MS = 24 * 3_600_000;

/** Deletes the keys below `prefix` that are `left`, page by page. Returns how many there were. */
export async function sweep(
  objects: Pick<Objects, 'list' | 'delete'>,
  prefix: string,
  left: (page: readonly Listed[]) => Promise<readonly string[]>,
): Promise<number> {
  let swept = 0;
  for await (const page of objects.list(prefix))
    for (const key of await left(page)) {
      await objects.delete(key);
      swept += 1;
    }
  return swept;
}
