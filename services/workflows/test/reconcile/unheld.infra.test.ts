import { silent } from '@mesh/runtime/log';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planCache } from '../../src/plan/plan-cache.ts';
import { takeUpUnheld } from '../../src/reconcile/take-up-unheld.ts';
import { Room } from '../room.ts';
import { tasks } from '../simulation.ts';

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room[Symbol.asyncDispose]());

test('what a process owns without knowing, since the answer to its claim was lost, it takes up', async () => {
  await using worker = room.work(() => 'done', 'here');
  const resting = tasks(
    '  - rest: {wait: {hours: 1}}\n  - call: {call: http, with: {method: get, endpoint: https://a.example}}',
  );
  const id = await room.start(worker, await room.save(resting));
  await room.standing(id, ({ worker: owner }) => owner === null);
  await room.sql(sql`update execution set worker = (select id from worker where place = 'here'), wake_at = now()
    where id = ${id}`);

  const needs = { db: room.db, planOf: planCache(room.db), worker, place: 'here', log: silent };
  const seen = await takeUpUnheld(needs, new Set());
  expect(seen.size).toBe(1);
  expect((await room.row(id)).worker, 'it may be about to be taken up').not.toBeNull();
  await takeUpUnheld(needs, seen);
  await room.standing(id, ({ worker: owner, status }) => owner === null && status === 'waiting');
  expect(await takeUpUnheld(needs, seen)).toEqual(new Set());
});

test('what it holds it goes on with, and what belongs to another it leaves alone', async () => {
  await using worker = room.work(() => new Promise(() => {}), 'there');
  const busy = await room.save(
    tasks('  - one: {call: http, with: {method: get, endpoint: https://a.example}}').replace(
      'name: test,',
      'name: busy,',
    ),
  );
  const id = await room.start(worker, busy);
  const needs = { db: room.db, planOf: planCache(room.db), worker, log: silent };
  for (const place of ['there', 'elsewhere'])
    expect(await takeUpUnheld({ ...needs, place }, new Set())).toEqual(new Set());
  expect(worker.engine.holds(id)).toBe(true);
});
