import { setImmediate as turn } from 'node:timers/promises';
import type { Database } from '@mesh/database/database';
import { expect, test } from 'vitest';
import { takingTurns } from '../../src/db/taking-turns.ts';

type Transactions = Pick<Database<unknown>, 'inWorkspace'>;
const opened = (): { db: Transactions; order: string[]; commit: (() => void)[] } => {
  const order: string[] = [];
  const commit: (() => void)[] = [];
  const inWorkspace: Transactions['inWorkspace'] = async (workspaceId, work) => {
    order.push(workspaceId);
    await new Promise<void>((resolve) => commit.push(resolve));
    return work(undefined as never);
  };
  return { db: { inWorkspace }, order, commit };
};

test('so many transactions run at once, and workspaces come in turn whoever has asked for many', async () => {
  const { db, order, commit } = opened();
  const few = takingTurns(db, 2);
  const all = ['a', 'a', 'a', 'a', 'a', 'b', 'c'].map((one) => few.inWorkspace(one, async () => one));
  await turn();
  expect(order).toEqual(['a', 'a']);
  while (commit.length > 0) {
    commit.shift()?.();
    await turn();
  }
  expect(order).toEqual(['a', 'a', 'a', 'b', 'c', 'a', 'a']);
  expect(await Promise.all(all)).toEqual(['a', 'a', 'a', 'a', 'a', 'b', 'c']);
});

test('one that fails makes room for the next', async () => {
  const { db, commit } = opened();
  const few = takingTurns(db, 1);
  const failing = few.inWorkspace('a', async () => {
    throw new Error('no');
  });
  const next = few.inWorkspace('a', async () => 'done');
  await turn();
  commit.shift()?.();
  await expect(failing).rejects.toThrow('no');
  await turn();
  commit.shift()?.();
  expect(await next).toBe('done');
});
