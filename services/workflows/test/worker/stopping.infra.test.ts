import { setTimeout as sleep } from 'node:timers/promises';
import type { Json } from '@mesh/jq/json';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Room } from '../room.ts';
import { tasks } from '../simulation.ts';

const ANSWER_MS = 1_000;
let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room[Symbol.asyncDispose]());

const post = 'call: http, with: {method: post, endpoint: https://a.example/';
const never = 'metadata: {retry: never}';

/** A worker that answers nothing by itself: each effect tells its task, and is answered by whoever hears of it. */
function hearing(answer: (pointer: string) => Json | Promise<Json>) {
  const asked: string[] = [];
  const { promise: first, resolve } = Promise.withResolvers<void>();
  const worker = room.work(async ({ pointer }) => {
    asked.push(pointer);
    resolve();
    return answer(pointer);
  });
  return { worker, asked, first };
}
let saved = 0;
const save = (yaml: string) => room.save(tasks(yaml).replace('name: test,', `name: stopping-${++saved},`));
const forever = () => new Promise<never>(() => {});

test('a process that stops in the middle of a task takes none of its tries', async () => {
  const going = hearing(forever);
  const document = `
  - tried:
      try: [{one: {${post}one}}}]
      catch: {retry: {limit: {attempt: {count: 1}}, delay: {milliseconds: 1}}}`;
  const id = await room.start(going.worker, await save(document));
  await going.first;
  await going.worker[Symbol.asyncDispose]();
  let tries = 0;
  const { worker } = hearing(() => {
    if (++tries === 1) throw new Error('the callee is busy');
    return 'done';
  });
  await using _ = worker;
  expect(await room.ended(id)).toMatchObject({ status: 'completed', output: 'done' });
  expect(tries).toBe(2);
});

test('a call that is made at most once is waited for by a process that stops, and what follows is done elsewhere', async () => {
  const going = hearing(async () => {
    await sleep(ANSWER_MS);
    return 'answered';
  });
  const document = `
  - once: {${post}once}, ${never}}
  - next: {${post}next}, input: {from: '\${ . }'}}`;
  const id = await room.start(going.worker, await save(document));
  await going.first;
  await going.worker[Symbol.asyncDispose]();
  const next = hearing((pointer) => pointer);
  await using _ = next.worker;
  expect(await room.ended(id)).toMatchObject({ status: 'completed', output: '/do/1/next' });
  expect([going.asked, next.asked]).toEqual([['/do/0/once'], ['/do/1/next']]);
});

test('meanwhile all else is in other hands at once', async () => {
  const { promise: answered, resolve: answer } = Promise.withResolvers<Json>();
  const going = hearing((pointer) => (pointer === '/do/0/once' ? answered : forever()));
  const once = await room.start(going.worker, await save(`\n  - once: {${post}once}, ${never}}`));
  const other = await room.start(going.worker, await save(`\n  - other: {${post}other}}`));
  await expect.poll(() => going.asked).toHaveLength(2);
  const stopped = going.worker[Symbol.asyncDispose]();
  await using _ = hearing((pointer) => pointer).worker;
  expect(await room.ended(other)).toMatchObject({ status: 'completed', output: '/do/0/other' });
  answer('answered');
  await stopped;
  expect(await room.ended(once)).toMatchObject({ status: 'completed', output: 'answered' });
});
