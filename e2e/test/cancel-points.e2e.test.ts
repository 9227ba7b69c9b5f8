import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { JournalItem } from '../src/follow.ts';
import { cancelAt } from './points/cancel-at.ts';
import { EveryPort } from './points/every-port.ts';
import { faultsOf, journalOf } from './points/expect-whole.ts';
import { openPointedMesh } from './points/pointed-mesh.ts';
import type { Ledger } from './work/ledger.ts';

/** A soak: MESH_CANCEL_POINTS=. for all points, or a regular expression that they match. */
const AMONG = process.env['MESH_CANCEL_POINTS'];
const FEWEST_POINTS = 60;
const SETTLED_MS = 500;
/** The task of an effect, by its step in the ledger. */
const taskOf = new Map([
  ['1', 'note'],
  ['2', 'note'],
  ['spent', 'spent'],
]);

test.skipIf(!AMONG)(
  'cancelled while it is held back at whatever point, an execution is over within 10 s and starts nothing any more',
  { timeout: 3_600_000, retry: 0 },
  async () => {
    await using pointed = await openPointedMesh(1);
    const { points, ledger } = pointed;
    const mesh = await pointed.findMesh();
    await using every = await EveryPort.open(mesh, ledger);
    for (const way of ['keyed', 'cancelled'] as const) await every.run(way);

    const counts = { met: 0, cancelled: 0 };
    const unmet: string[] = [];
    const faults: string[] = [];
    const all = points.seen().filter((point) => new RegExp(AMONG ?? '').test(point));
    for (const point of all) {
      const { one, isMet, tookMs } = await cancelAt(point, every, points);
      if (!isMet) {
        unmet.push(point);
        continue;
      }
      counts.met += 1;
      if (one.status === 'cancelled') counts.cancelled += 1;
      if (tookMs > 10_000) faults.push(`${point}: ${one.id} was ${one.status} after ${tookMs} ms`);
      await sleep(SETTLED_MS);
      const journal = await journalOf(mesh, one.id);
      faults.push(
        ...[...faultsOf(journal), ...begunLate(journal, one.id, ledger)].map((fault) => `${point}: ${fault}`),
      );
    }
    console.log(`${all.length} points,`, counts, 'not met by an execution:', unmet);
    expect(faults).toEqual([]);
    expect(counts.met).toBeGreaterThanOrEqual(FEWEST_POINTS);
  },
);

/** Entries of tasks after the end of the history, and effects without a beginning in it. */
function begunLate(journal: readonly JournalItem[], id: string, { effects }: Ledger): string[] {
  const end = journal.findIndex(({ type }) => /^execution\.(cancelled|completed|faulted)$/.test(type));
  const late = journal.slice(end + 1).map(({ type, task }) => `${type} ${task ?? ''} after its end`);
  const begun = journal.filter(({ type }) => type === 'task.started').map(({ task }) => task?.split('/').at(-1));
  const unbegun = [...effects.keys()].flatMap((effect) => {
    const [execution, step = ''] = effect.split(' ');
    const task = taskOf.get(step);
    if (execution !== id || !task) return [];
    return begun.includes(task) ? [] : [`the effect ${step} without a beginning`];
  });
  return [...late, ...unbegun];
}
