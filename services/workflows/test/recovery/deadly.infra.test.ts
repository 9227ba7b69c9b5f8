import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@mesh/contracts/id';
import type { Json } from '@mesh/jq/json';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { retryExecution } from '../../src/execution/retry-execution.ts';
import { planCache } from '../../src/plan/plan-cache.ts';
import { launcher } from '../../src/queue/launch.ts';
import { asking } from '../asking.ts';
import { eventually, Room } from '../room.ts';
import { tasks } from '../simulation.ts';
import { type Asked, WorkerProcesses } from '../worker-processes.ts';

/** A soak: MESH_DEADLY=100 MESH_DEADLY_AMONG=10000. */
const DEADLY = Number(process.env['MESH_DEADLY'] ?? 2);
const GOOD = Number(process.env['MESH_DEADLY_AMONG'] ?? 60);
/** One of so many kills. */
const EACH = Math.floor((GOOD + DEADLY) / DEADLY);
/** So many of the good ones wait long for an answer, and get no further while others kill. */
const SLOW = 4;
const SLOW_MS = 2_000;
/** Most of the others are done by then. */
const BEFORE_MS = 500;
/** Nearly all of it is processes that start, about ten times: a busy machine takes minutes. */
const PATIENCE = { timeout: 220_000 + DEADLY * 30_000, interval: 100 };
const LONGEST_MS = 260_000 + DEADLY * 30_000;

const call = (name: string) =>
  `  - ${name}: {call: http, with: {method: post, endpoint: https://a.example/${name}, body: '\${ . }'}}`;

test(
  `of ${DEADLY} executions that kill whoever works on them each ends after five deaths, and ${GOOD} beside them complete`,
  async () => {
    await using room = await Room.open();
    const about = await room.save(tasks(['one', 'two', 'three'].map(call).join('\n')));
    const ids = await queued(room, about, GOOD + DEADLY);
    const deadly = new Set(ids.filter((_, place) => place % EACH === EACH >> 1));
    const slow = new Set(ids.filter((id) => !deadly.has(id)).slice(0, SLOW));
    const good = ids.filter((id) => !deadly.has(id));
    const asked: Asked[] = [];
    let isMended = false;
    const world = async (one: Asked): Promise<Json> => {
      asked.push(one);
      const id = one.key.split(':')[0] ?? '';
      const isTwo = one.pointer.endsWith('/two');
      if (isTwo && deadly.has(id) && !isMended) return 'die';
      if (isTwo && slow.has(id)) await sleep(SLOW_MS);
      if (one.pointer.endsWith('/one') && deadly.has(id)) await sleep(BEFORE_MS);
      return one.pointer;
    };
    const killed = new Map<string, number>();
    const timesAsked = (id: string) => asked.filter(({ key }) => key.startsWith(`${id}:/do/1/two`)).length;
    await using _processes = await WorkerProcesses.open(room.url, [{}, {}], world);

    const open = () => room.sql(sql`select id from execution where ended_at is null`);
    await expect.poll(async () => (await open()).length, PATIENCE).toBe(0);
    for (const id of deadly) {
      const { status, error } = await room.row(id);
      expect({ status, error }).toMatchObject({
        status: 'faulted',
        error: { status: 500, detail: expect.stringMatching(/^5 processes in a row died/), instance: '/do/1/two' },
      });
      expect(await deathsOf(room, id)).toBe(5);
      killed.set(id, timesAsked(id));
      expect(killed.get(id), 'some died of another').toBeLessThanOrEqual(5);
    }
    for (const id of good) expect(await room.row(id)).toMatchObject({ status: 'completed', output: '/do/2/three' });

    isMended = true;
    for (const id of deadly) {
      await asking(retryExecution(room), room.workspaceId, { params: { executionId: id } });
      expect(await room.ended(id)).toMatchObject({ status: 'completed', output: '/do/2/three', error: null });
      expect(timesAsked(id), 'once more').toBe((killed.get(id) ?? 0) + 1);
      const journal = await room.journal(id);
      expect(journal.map(({ seq }) => seq)).toEqual(journal.map((_, place) => place + 1));
    }
  },
  LONGEST_MS,
);

async function deathsOf(room: Room, id: string): Promise<number | undefined> {
  const rows = await room.sql(sql<{ deaths: number }>`select deaths from execution where id = ${id}`);
  return rows[0]?.deaths;
}

/** Executions that begin as soon as a process has room. */
async function queued(room: Room, about: Awaited<ReturnType<Room['save']>>, count: number): Promise<string[]> {
  await using worker = room.work(() => null, undefined, { inAll: 0, ofWorkspace: 0 });
  await eventually(async () => worker.engine);
  const { launch } = launcher({ db: room.db, worker });
  const plan = await planCache(room.db)(room.workspaceId, about.workflowId);
  const ids = Array.from({ length: count }, () => newId('exe'));
  for (const id of ids) await launch({ about: { ...about, id }, plan, input: {} });
  return ids;
}
