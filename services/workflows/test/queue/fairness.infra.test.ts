import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@mesh/contracts/id';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { About } from '../../src/execution/about.ts';
import { planCache } from '../../src/plan/plan-cache.ts';
import { launcher } from '../../src/queue/launch.ts';
import { enqueue } from '../../src/queue/queue-store.ts';
import { createWorkflow } from '../../src/workflow/create-workflow.ts';
import { asking } from '../asking.ts';
import { eventually, Room } from '../room.ts';
import { tasks } from '../simulation.ts';

const QUEUED = 10_000;

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room[Symbol.asyncDispose]());

/** Saves a workflow of another workspace. */
async function elsewhere(document: string): Promise<About> {
  const workspaceId = newId('ws');
  const body = { text: document, contentType: 'application/yaml' as const };
  const made = await asking(createWorkflow(room.db), workspaceId, { body });
  const { id: workflowId, namespace, name, version } = made;
  return { id: '', workspaceId, workflowId, namespace, name, version, scopes: [], traceparent: undefined };
}

const queue = (about: About, count: number, key?: string) => {
  const queued = Array.from({ length: count }, () => ({
    about: { ...about, id: newId('exe') },
    input: {},
    priority: 0,
    key,
    keyLimit: 1,
  }));
  return room.db.asSystem((trx) => enqueue(trx, queued));
};

test('ten thousand queued executions of one workspace do not stand before a single one of another, queued or not', async () => {
  const document = tasks('  - ask: {call: http, with: {method: get, endpoint: https://a.example}}');
  const noisy = await room.save(document);
  for (let left = QUEUED; left > 0; left -= 1_000) await queue(noisy, 1_000);
  const ended: string[] = [];
  const answer = async (_: unknown, { workspaceId }: About) => {
    await sleep(50);
    ended.push(workspaceId);
    return null;
  };
  await using worker = room.work(answer, undefined, { inAll: 250, ofWorkspace: 200 });
  await expect.poll(() => ended.length).toBeGreaterThan(100);

  const quiet = await elsewhere(document);
  const plan = await planCache(room.db)(quiet.workspaceId, quiet.workflowId);
  const { launch } = launcher({ db: room.db, worker });
  await launch({ about: { ...quiet, id: newId('exe') }, plan, input: {} });
  await expect.poll(() => ended.filter((id) => id === quiet.workspaceId).length).toBe(1);
  await launch({ about: { ...quiet, id: newId('exe') }, plan, input: {}, priority: -10, concurrencyKey: 'queued' });
  await expect.poll(() => ended.filter((id) => id === quiet.workspaceId).length).toBe(2);
  expect(ended.length, 'most of the others still wait').toBeLessThan(QUEUED / 2);
});

test('many keys and many workspaces share the slots; no key has two, and each has its turn', async () => {
  await room.sql(sql`delete from queued_execution`); // of the other test
  const document = tasks('  - two: {call: http, with: {method: get, endpoint: https://b.example}}');
  const keys = new Set<string | null>();
  for (let workspaces = 0; workspaces < 5; workspaces++) {
    const about = await elsewhere(document);
    for (const name of ['a', 'b']) {
      const key = `${about.workspaceId} ${name}`;
      keys.add(key);
      await queue(about, 4, key);
    }
  }
  const underWay = new Map<string, number>();
  let most = 0;
  let ended = 0;
  await using _worker = room.work(async (_, { id }) => {
    const [row] = await room.sql(
      sql<{ key: string | null }>`select concurrency_key as key from execution where id = ${id}`,
    );
    if (!row?.key || !keys.has(row.key)) return null; // one of the other test
    const { key } = row;
    underWay.set(key, (underWay.get(key) ?? 0) + 1);
    most = Math.max(most, underWay.get(key) ?? 0);
    await sleep(5);
    underWay.set(key, (underWay.get(key) ?? 0) - 1);
    ended += 1;
    return null;
  });
  await eventually(async () => expect(ended).toBe(40));
  expect(most).toBe(1);
});

test('a workspace has no more running than it may, however many keys it has', async () => {
  await room.sql(sql`delete from queued_execution`);
  const document = tasks('  - one: {call: http, with: {method: get, endpoint: https://c.example}}');
  const about = await elsewhere(document);
  for (let key = 0; key < 12; key++) await queue(about, 1, `${about.workspaceId} ${key}`);
  let underWay = 0;
  let most = 0;
  let ended = 0;
  const answer = async (_: unknown, { workspaceId }: About) => {
    if (workspaceId !== about.workspaceId) return null;
    underWay += 1;
    most = Math.max(most, underWay);
    await sleep(20);
    underWay -= 1;
    ended += 1;
    return null;
  };
  await using _worker = room.work(answer, undefined, { inAll: 250, ofWorkspace: 3 });
  await eventually(async () => expect(ended).toBe(12));
  expect(most).toBeLessThanOrEqual(3);
});
