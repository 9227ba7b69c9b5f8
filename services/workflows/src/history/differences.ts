import { isDeepStrictEqual } from 'node:util';
import type { diffExecutions } from '@mesh/contracts/executions';
import type { z } from 'zod';
import type { EntryType } from '../interpreter/entry.ts';
import type { Comparable } from './comparable.ts';

type Differences = Pick<z.input<typeof diffExecutions.output>, 'tasks' | 'same'>;
type Side = Differences['tasks'][number]['left'];

const outcomes: Partial<Readonly<Record<EntryType, Side['outcome']>>> = {
  'task.completed': 'completed',
  'task.faulted': 'faulted',
  'task.skipped': 'skipped',
  'task.cancelled': 'cancelled',
};
const absent: Side = { outcome: 'absent' };

/** Task runs with different results, in the order of the left history, then of the right one. */
export function taskDifferences(left: readonly Comparable[], right: readonly Comparable[]): Differences {
  const [lefts, rights] = [runsIn(left), runsIn(right)];
  const keys = [...new Set([...lefts.keys(), ...rights.keys()])];
  const all = keys.map((key) => {
    const place = key.lastIndexOf(' #');
    const [task, run] = [key.slice(0, place), Number(key.slice(place + 2))];
    return { task, run, left: lefts.get(key) ?? absent, right: rights.get(key) ?? absent };
  });
  const tasks = all.filter((one) => !isDeepStrictEqual(one.left, one.right));
  return { tasks, same: all.length - tasks.length };
}

/** The result of each task run, by pointer and number. A task that ends without a start entry started with its end. */
function runsIn(entries: readonly Comparable[]): Map<string, Side> {
  const runs = new Map<string, Side>();
  const begun = new Map<string, number>();
  const open = new Map<string, string[]>();
  const begin = (task: string) => {
    const run = (begun.get(task) ?? 0) + 1;
    begun.set(task, run);
    return `${task} #${run}`;
  };
  for (const { type, task, data, leftOut } of entries) {
    if (!task) continue; // the workflow itself, which faults at the root pointer, is no task either
    const outcome = outcomes[type];
    if (type === 'task.started') {
      const key = begin(task);
      runs.set(key, { outcome: 'unfinished' });
      open.set(task, [...(open.get(task) ?? []), key]);
    } else if (outcome) {
      const { output, error } = data as Pick<Side, 'output' | 'error'>;
      const key = open.get(task)?.shift() ?? begin(task);
      runs.set(key, {
        outcome,
        ...(output !== undefined && { output }),
        ...(error !== undefined && { error }),
        ...(leftOut && { leftOut }),
      });
    }
  }
  return runs;
}
