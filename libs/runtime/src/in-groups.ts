/**
 * Batches work: while one group is under way the next one gathers, so a lone item waits for nobody. If `work` throws, every
 * item of its group fails with that.
 */
export function inGroups<T, R>(work: (items: readonly T[]) => Promise<R>, most: number): (item: T) => Promise<R> {
  let waiting: { item: T; settle: PromiseWithResolvers<R> }[] = [];
  let isBusy = false;

  async function run(): Promise<void> {
    isBusy = true;
    await null; // items of this turn of the event loop join the group
    while (waiting.length > 0) {
      const group = waiting.slice(0, most);
      waiting = waiting.slice(most);
      try {
        const result = await work(group.map(({ item }) => item));
        for (const { settle } of group) settle.resolve(result);
      } catch (error) {
        for (const { settle } of group) settle.reject(error);
      }
    }
    isBusy = false;
  }

  return (item) => {
    const settle = Promise.withResolvers<R>();
    waiting.push({ item, settle });
    if (!isBusy) void run();
    return settle.promise;
  };
}

/** The same, with groups per key. */
export function inGroupsOf<T, R>(
  work: (key: string, items: readonly T[]) => Promise<R>,
  most: number,
): (key: string, item: T) => Promise<R> {
  const groups = new Map<string, { readonly join: (item: T) => Promise<R>; members: number }>();

  return async (key, item) => {
    const group = groups.get(key) ?? { join: inGroups((items: readonly T[]) => work(key, items), most), members: 0 };
    groups.set(key, group);
    group.members += 1;
    try {
      return await group.join(item);
    } finally {
      group.members -= 1;
      if (group.members === 0) groups.delete(key);
    }
  };
}
