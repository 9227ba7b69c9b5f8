import { newId } from '@mesh/contracts/id';
import type { Json } from '@mesh/jq/json';
import { printedChance } from '@mesh/testing/chance';
import { Points } from '@mesh/testing/points/points';
import { expect, test } from 'vitest';
import { Room } from '../room.ts';
import { tasks } from '../simulation.ts';
import { type Asked, WorkerProcesses } from '../worker-processes.ts';

/** A soak of all that there are: MESH_WORKER_POINTS=1000. */
const POINTS = Number(process.env['MESH_WORKER_POINTS'] ?? 2);
const FIRES_WITHIN_MS = 20_000;
const PATIENCE = { timeout: 60_000, interval: 500 };

const call = (name: string) =>
  `  - ${name}: {call: http, with: {method: post, endpoint: https://a.example/${name}, body: '\${ . }'}}`;
const document = tasks([call('one'), '  - rest: {wait: {milliseconds: 20}}', call('two')].join('\n'));
/** An effect that is cut off has failed, and so has its execution. */
const isAsking = (point: string) => point.startsWith('workflows http ');

test.for([
  { mode: 'kill', what: 'killed' },
  { mode: 'cut', what: 'cut off' },
] as const)(
  `$what at ${POINTS} of the points that an execution passes, a process goes on with it where it was`,
  { timeout: 60_000 + POINTS * 30_000 },
  async ({ mode }) => {
    await using room = await Room.open();
    using points = new Points();
    const asked: Asked[] = [];
    const world = async (one: Asked): Promise<Json> => {
      asked.push(one);
      return one.pointer;
    };
    await using processes = await WorkerProcesses.open(room.url, [points.env], world);
    const about = await room.save(document);
    const begin = (id: string) => processes.begin(0, { ...about, id });
    const begun = (id: string) => async () => {
      const isThere = await room.row(id).then(Boolean, () => false);
      if (!isThere) begin(id);
      return isThere;
    };

    const first = newId('exe');
    begin(first);
    await room.ended(first);
    const chance = printedChance();
    const left = points.seen().filter((point) => mode === 'kill' || !isAsking(point));
    for (let broken = 0; broken < POINTS && left.length > 0; broken++) {
      const [point = ''] = left.splice(chance(left.length), 1);
      const id = newId('exe');
      points.arm({ point, mode, at: 1 });
      begin(id);
      await points.fired(point, FIRES_WITHIN_MS);
      points.release(point);
      await expect.poll(begun(id), PATIENCE).toBe(true); // the start may have been lost, here or with the process of before
      expect(await room.ended(id), point).toMatchObject({ status: 'completed', output: '/do/2/two' });
      const journal = await room.journal(id);
      expect(journal.map(({ seq }) => seq)).toEqual(journal.map((_, place) => place + 1));
      const done = journal.flatMap(({ type, task }) => (type === 'task.completed' ? [task] : []));
      expect(done, point).toEqual(['/do/0/one', '/do/1/rest', '/do/2/two']);
      const keys = asked.filter(({ key }) => key.startsWith(id)).map(({ key, pointer }) => `${pointer} ${key}`);
      expect(new Set(keys).size, `${point}: one key an effect`).toBe(2);
    }
  },
);
