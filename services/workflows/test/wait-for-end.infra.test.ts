import { newId } from '@mesh/contracts/id';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { post } from './posting.ts';
import { Room } from './room.ts';
import { tasks } from './simulation.ts';

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
