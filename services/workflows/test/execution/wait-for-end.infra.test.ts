import { newId } from '@mesh/contracts/id';
import type { Database } from '@mesh/database/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Schema } from '../../src/db/schema.ts';
import { goingOn } from '../../src/worker/going-on.ts';
import { Room } from '../room.ts';
import { tasks } from '../simulation.ts';
import { post } from './posting.ts';

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room[Symbol.asyncDispose]());

const listens = tasks('  - hear: {listen: {to: {one: {with: {type: com.example.paid}}}}}');

test('whoever starts and waits hears of the end of an execution that has left the memory meanwhile', async () => {
  await using worker = room.work(() => null);
  await using hearing = room.hear(worker);
  const { workflowId } = await room.save(listens);
  const id = newId('exe');
  const answer = post(room, worker, workflowId, { prefer: 'wait=60', id });
  await room.standing(id, ({ status, worker }) => status === 'waiting' && worker === null);
  await room.send({ type: 'com.example.paid', data: 7 }, undefined, () => hearing.ring());
  expect(await answer).toMatchObject({ status: 'completed', output: [7] });
});

test('thousands who wait for ends look together', async () => {
  await using worker = room.work(() => null);
  const { workflowId } = await room.save(listens);
  const ids = Array.from({ length: 3 }, () => newId('exe'));
  await Promise.all(ids.map((id) => post(room, worker, workflowId, { prefer: 'wait=0', id })));
  let looks = 0;
  const asSystem: Database<Schema>['asSystem'] = (work) => {
    looks += 1;
    return room.db.asSystem(work);
  };
  const goesOn = goingOn({ asSystem });
  const asked = Array.from({ length: 2_000 }, (_, place) => goesOn(ids[place % 3] ?? ''));
  expect(new Set(await Promise.all(asked))).toEqual(new Set([true]));
  expect(looks).toBe(2);
  expect(await goesOn(newId('exe'))).toBe(false);
});
