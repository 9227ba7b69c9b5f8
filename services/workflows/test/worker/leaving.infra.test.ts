import { setTimeout as sleep } from 'node:timers/promises';
import type { Json } from '@mesh/jq/json';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Room } from '../room.ts';
import { tasks } from '../simulation.ts';

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room[Symbol.asyncDispose]());

const document = tasks(`
  - one: {call: http, with: {method: post, endpoint: https://a.example/one}}
  - heard: {listen: {to: {one: {with: {type: com.example.never}}}}}`);

test('what is asked of an execution while a process writes that it lets go of it is heard at once', async () => {
  const { promise: asked, resolve: ask } = Promise.withResolvers<(answer: Json) => void>();
  await using worker = room.work(() => new Promise<Json>((answer) => ask(answer)));
  const id = await room.start(worker, await room.save(document));
  const answer = await asked;
  const client = new pg.Client({ connectionString: room.url });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(`update execution set asked = 'cancel' where id = $1`, [id]);
    answer(null);
    await sleep(500); // the process waits for the row
    await client.query('commit');
  } finally {
    await client.end();
  }
  expect(await room.ended(id)).toMatchObject({ status: 'cancelled' });
});
