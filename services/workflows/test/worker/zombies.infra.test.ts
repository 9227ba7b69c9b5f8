import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@mesh/contracts/id';
import type { Json } from '@mesh/jq/json';
import { printedChance } from '@mesh/testing/chance';
import { expect, test } from 'vitest';
import { Room } from '../room.ts';
import { tasks } from '../simulation.ts';
import { type Asked, WorkerProcesses } from '../worker-processes.ts';

/** A soak of 200: MESH_ZOMBIE_ROUNDS=40. */
const ROUNDS = Number(process.env['MESH_ZOMBIE_ROUNDS'] ?? 2);
const ZOMBIES = 5;
const EXECUTIONS_EACH = 10;
const PATIENCE = { timeout: 90_000, interval: 50 };

const call = (name: string) =>
  `  - ${name}: {call: http, with: {method: post, endpoint: https://a.example, body: '\${ . }'}}`;

test(
  `${ROUNDS * ZOMBIES} times a process freezes past its lease and wakes: all that it writes then is refused`,
  async () => {
    await using room = await Room.open();
    const held: (Asked & { answer: (answer: Json) => void })[] = [];
    /** The first call is answered at once, the second when the test says so, and the third with what it was given. */
    const world = (asked: Asked): Promise<Json> => {
      if (asked.pointer.endsWith('/one')) return Promise.resolve(asked.by);
      if (asked.pointer.endsWith('/three')) return Promise.resolve((asked.given as { body: Json }).body);
      return new Promise((answer) => held.push({ ...asked, answer }));
    };
    await using zombies = await WorkerProcesses.open(room.url, Array(ZOMBIES).fill({}), world);
    await using _other = room.work(({ key, pointer, arguments: given }) =>
      world({ by: 'the other', key, pointer, given }),
    );
    const about = await room.save(tasks(['one', 'two', 'three'].map(call).join('\n')));
    const chance = printedChance();
    const takeHeld = async (count: number) => {
      await expect.poll(() => held.length, PATIENCE).toBe(count);
      return held.splice(0);
    };

    for (let round = 0; round < ROUNDS; round++) {
      const begun = Array.from({ length: ZOMBIES * EXECUTIONS_EACH }, (_, place) => {
        const id = newId('exe');
        zombies.begin(place % ZOMBIES, { ...about, id });
        return id;
      });
      const askedByZombies = await takeHeld(begun.length);
      for (let zombie = 0; zombie < ZOMBIES; zombie++) {
        await sleep(chance(500));
        zombies.freeze(zombie);
      }
      const askedByOther = await takeHeld(begun.length);
      expect(new Set(askedByOther.map(({ by }) => by))).toEqual(new Set(['the other']));
      expect(askedByOther.map(({ key }) => key).sort()).toEqual(askedByZombies.map(({ key }) => key).sort());

      zombies.wakeAll();
      for (const { answer } of askedByZombies) answer('too late');
      await sleep(500); // they write what they know
      for (const { answer } of askedByOther) answer('in time');
      for (const id of begun) {
        expect(await room.ended(id)).toMatchObject({ status: 'completed', output: 'in time' });
        const journal = await room.journal(id);
        expect(journal.map(({ seq }) => seq)).toEqual(journal.map((_, place) => place + 1));
        const completed = journal.flatMap(({ type, task }) => (type === 'task.completed' ? [task] : []));
        expect(completed).toEqual(['/do/0/one', '/do/1/two', '/do/2/three']);
      }
    }
  },
  120_000 + ROUNDS * 60_000,
);
