import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Room } from '../room.ts';

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room[Symbol.asyncDispose]());

const HELD_MS = 300;

test('a process that cannot register yet takes no executions, and says when it does', async () => {
  await using opened = new AsyncDisposableStack();
  const worker = opened.use(room.work(() => null));
  const signal = AbortSignal.timeout(60_000);
  await worker.registered(signal);
  expect(worker.engine).toBeDefined();

  await room.db.asSystem(async (trx) => {
    await sql`lock table worker in share mode`.execute(trx);
    const other = opened.use(room.work(() => null));
    const late = AbortSignal.timeout(HELD_MS);
    await expect(other.registered(late)).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(() => other.engine).toThrow('executions are not taken yet');
  });
});
