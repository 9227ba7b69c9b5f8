import { silent } from '@mesh/runtime/log';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { retryExecution } from '../../src/execution/retry-execution.ts';
import { acquit, claim, countDeaths } from '../../src/recovery/claim-store.ts';
import { condemn } from '../../src/recovery/condemn.ts';
import type { Room as RoomFor } from '../../src/recovery/watch.ts';
import { register } from '../../src/worker/worker-store.ts';
import { asking } from '../asking.ts';
import { Room } from '../room.ts';
import { tasks } from '../simulation.ts';

/** One a test: whoever works takes over all that is there. */
let room: Room;
beforeEach(async () => {
  room = await Room.open();
});
afterEach(() => room[Symbol.asyncDispose]());

const ALL: RoomFor = { most: 100, deaths: 4 };
const NONE: RoomFor = { most: 0, deaths: 0 };
let saved = 0;
const save = (yaml: string) => room.save(tasks(yaml).replace('name: test,', `name: deaths-${++saved},`));
const call = '  - one: {call: http, with: {method: post, endpoint: https://a.example}}';

/** Executions that `worker` holds, each with one call under way. */
async function heldBy(worker: string, count: number, yaml = call): Promise<string[]> {
  const about = await save(yaml);
  await using hanging = room.work(() => new Promise(() => {}));
  const ids: string[] = [];
  for (let nth = 0; nth < count; nth++) ids.push(await room.start(hanging, about));
  await hanging[Symbol.asyncDispose]();
  await room.sql(sql`update execution set worker = ${worker}, wake_at = null where id = any(${ids}::text[])`);
  return ids;
}

/** A process dies that was registered as `worker`, and is counted. */
async function dies(worker: string): Promise<void> {
  await register(room.db, worker, worker);
  await register(room.db, `after ${worker}`, worker);
  await countDeaths(room.db);
}

/** Processes die one after the other, each with all that the one before held. Returns the name of the last. */
async function diesTimes(worker: string, times: number): Promise<string> {
  for (let nth = 1, name = worker; ; nth++) {
    await dies(name);
    if (nth === times) return name;
    const next = `${worker}${nth}`;
    await room.sql(sql`update execution set worker = ${next}, taken_at = now() where worker = ${name}`);
    name = next;
  }
}

async function deathsOf(ids: readonly string[]): Promise<number[]> {
  const rows = await room.sql(sql<{ id: string; deaths: number }>`
    select id, deaths from execution where id = any(${ids}::text[])`);
  return ids.map((id) => rows.find((row) => row.id === id)?.deaths ?? -1);
}

test('deaths in a row are counted once each; progress, a long life and a proof of harmlessness begin anew', async () => {
  const ids = await heldBy('a', 4);
  const [, grown, longLived, harmless] = ids as [string, string, string, string];
  await dies('a');
  await countDeaths(room.db);
  expect(await deathsOf(ids)).toEqual([1, 1, 1, 1]);
  expect(await claim(room.db, 'b', 100, NONE), 'one death makes no suspect').toHaveLength(4);
  await room.sql(sql`insert into journal
    select execution_id, seq + entry_count, 1, workspace_id, at, '{"kind": "woken"}', '[]' from journal
    where execution_id = ${grown} order by seq desc limit 1`);
  await room.sql(sql`update execution set taken_at = taken_at - interval '2 minutes' where id = ${longLived}`);
  await acquit(room.db, 'b', [harmless]);
  await dies('b');
  expect(await deathsOf(ids)).toEqual([2, 1, 1, 1]);
});

test('what is not taken up any more counts no death: who is about to end it may die of another, soon or late', async () => {
  const ids = await heldBy('p', 2);
  await diesTimes('p', 5);
  await claim(room.db, 'q', 100, NONE);
  await room.sql(sql`update execution set taken_at = taken_at - interval '2 minutes' where id = ${ids[1]}`);
  await dies('q');
  expect(await deathsOf(ids)).toEqual([5, 5]);
});

test('suspects are taken over as there is room, the least suspicious first; what is beside them at once', async () => {
  const worse = await heldBy('c', 2);
  const suspects = await heldBy('d', 2);
  const beside = await heldBy('e', 2);
  await diesTimes('c', 3);
  await diesTimes('d', 2);
  await dies('e');
  const taken = async (left: RoomFor) => (await claim(room.db, 'f', 100, left)).map(({ id }) => id).sort();
  expect(await taken(NONE)).toEqual(beside.sort());
  expect(suspects).toContain((await taken({ most: 1, deaths: 4 }))[0]);
  expect(await taken({ most: 5, deaths: 2 }), 'those with three deaths wait').toHaveLength(1);
  expect(await taken({ most: 5, deaths: 3 })).toEqual(worse.sort());
  expect(await taken(ALL)).toEqual([]);
  expect(await room.sql(sql`select id from dead_worker`), 'nothing is left of the dead').toEqual([]);
});

test('a suspect is watched for more than twice as long as the last process lived with it', async () => {
  const [id = ''] = await heldBy('g', 1);
  const last = await diesTimes('g', 2);
  await room.sql(sql`update execution set taken_at = died_at - interval '10 seconds'
    from dead_worker d where d.id = ${last} and worker = d.id`);
  expect(await claim(room.db, 'h', 100, ALL)).toEqual([{ id, deaths: 2, watchMs: 23_000 }]);
});

test('a process that stops by itself has proved all that it held harmless', async () => {
  const ids = await heldBy('i', 2);
  await diesTimes('i', 4);
  await claim(room.db, 'j', 100, ALL);
  await room.sql(sql`update execution set worker = null, wake_at = now() where worker = 'j'`);
  expect((await claim(room.db, 'k', 100, NONE)).map(({ deaths }) => deaths)).toEqual([0, 0]);
  await dies('k');
  expect(await deathsOf(ids)).toEqual([1, 1]);
});

test('after five deaths it ends and nothing of it is done; retried it goes on, and ends again as it kills again', async () => {
  const hears = `  - both:
      fork:
        branches:
          - hear: {listen: {to: {one: {with: {type: spoken}}}}}
          - one: {call: http, with: {method: post, endpoint: https://a.example}}`;
  const [id = ''] = await heldBy('l1', 1, hears);
  const listeners = () => room.sql(sql`select 1 from listener where owner = ${id}`);
  for (const nth of [1, 2]) {
    await diesTimes(`l${nth}`, 5);
    const asked: string[] = [];
    await using worker = room.work(({ pointer }) => {
      asked.push(pointer);
      return new Promise(() => {});
    });
    expect(await room.ended(id)).toMatchObject({
      status: 'faulted',
      worker: null,
      error: {
        status: 500,
        detail: expect.stringMatching(/^5 processes in a row died/),
        instance: '/do/0/both/fork/branches/1/one',
      },
    });
    expect(asked).toEqual([]);
    expect(await listeners()).toEqual([]);
    expect((await room.told()).filter(({ type }) => String(type).includes('faulted'))).toHaveLength(nth);
    await asking(retryExecution(room), room.workspaceId, { params: { executionId: id } });
    await expect.poll(() => asked.length).toBe(1);
    expect(await listeners()).toHaveLength(1);
    await worker[Symbol.asyncDispose]();
    await room.sql(sql`update execution set worker = ${`l${nth + 1}`}, wake_at = null where id = ${id}`);
  }
  await room.sql(sql`update execution set worker = null, wake_at = now() where id = ${id}`);
  await using _mended = room.work(() => 'done');
  await room.standing(id, ({ status, worker }) => status === 'waiting' && worker === null);
});

test('what kills before it has begun ends as well, and begins once it is retried', async () => {
  const [id = ''] = await heldBy('m', 1);
  await room.sql(sql`delete from journal where execution_id = ${id}`);
  await diesTimes('m', 5);
  await using worker = room.work(() => 'done');
  expect(await room.ended(id)).toMatchObject({ status: 'faulted' });
  expect(worker.engine.holds(id)).toBe(false);
  await asking(retryExecution(room), room.workspaceId, { params: { executionId: id } });
  expect(await room.ended(id)).toMatchObject({ status: 'completed', output: 'done' });
  expect((await room.journal(id)).map(({ type }) => type)).toEqual([
    'execution.faulted',
    'execution.retried',
    'execution.started',
    'task.started',
    'task.completed',
    'execution.completed',
  ]);
});

test('where making it again for a retry kills, it stays as it ended', async () => {
  const [id = ''] = await heldBy('n', 1);
  await room.sql(sql`update execution set ended_at = now(), status = 'faulted', asked = '{"kind":"retried","by":"key_1"}'
    where id = ${id}`);
  await diesTimes('n', 5);
  await claim(room.db, 'o', 100, NONE);
  const { db } = room;
  const engine = { takeOver: () => expect.fail('it is not worked on') };
  await condemn({ db, engine, log: silent }, 'o', id);
  expect(await room.row(id)).toMatchObject({ status: 'faulted', worker: null, asked: null });
});
