import { openCache } from '@mesh/cache/open';
import { newId } from '@mesh/contracts/id';
import { openLog } from '@mesh/runtime/log';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Perform } from '../../src/engine/perform-effect.ts';
import { planCache } from '../../src/plan/plan-cache.ts';
import { startWorker } from '../../src/worker/worker.ts';
import { eventually, Room } from '../room.ts';
import { tasks } from '../simulation.ts';

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room[Symbol.asyncDispose]());

const log = openLog('test', 'error');
const work = (perform: Perform) =>
  startWorker({
    db: room.db,
    cache: openCache({ log }),
    payloads: room.payloads,
    planOf: planCache(room.db),
    perform,
    onTold: () => {},
    place: newId('evt'),
    log,
  });

/** Says its messages one after the other until nobody listens, which `onOver` is told of. */
const saying =
  (messages: readonly string[], onOver: () => void): Perform =>
  (_about, _effect, signal, say) => {
    for (const payload of messages) say?.({ payload, headers: {} });
    return new Promise((_answer, reject) => {
      signal.addEventListener('abort', () => {
        onOver();
        reject(signal.reason);
      });
    });
  };
const hear = (amount: number) =>
  tasks(`
  - hear: {call: asyncapi, with: {document: {endpoint: https://a.example}, channel: c, subscription: {consume: {amount: ${amount}}}}}
  - last: {set: "\${ [.[].payload] }"}`).replace('name: test,', `name: hear-${amount},`);

test('what the world says is journalled as it comes, and the subscription is given up when there is enough', async () => {
  let isOver = false;
  await using worker = work(saying(['a', 'b', 'c'], () => (isOver = true)));
  const id = await room.start(worker, await room.save(hear(2)));
  expect((await room.ended(id)).output).toEqual(['a', 'b']);
  expect(isOver).toBe(true);
  const consumed = (await room.journal(id)).filter(({ type }) => type === 'message.consumed');
  expect(consumed.length).toBe(2);
});

test('another process goes on with what was consumed, and subscribes anew', async () => {
  const first = work(saying(['a'], () => {}));
  const id = await room.start(first, await room.save(hear(3)));
  await eventually(async () => {
    expect((await room.journal(id)).some(({ type }) => type === 'message.consumed')).toBe(true);
  });
  await first[Symbol.asyncDispose]();
  await using _second = work(saying(['b', 'c'], () => {}));
  expect((await room.ended(id)).output).toEqual(['a', 'b', 'c']);
});
