import type { Database } from '@mesh/database/database';
import type { Log } from '@mesh/runtime/log';
import { every, startLoop } from '@mesh/runtime/loop';
import type { Schema } from '../db/schema.ts';
import type { Payloads } from '../payload/payloads.ts';
import { dueLines, totalDepth } from './depth-store.ts';
import { NEWS, type News } from './news.ts';
import type { Outside } from './outside.ts';
import { oldestTask, tasksUnderWay, waitingTasks } from './outside-metrics.ts';
import { cancelLeftOver, endedLately, endOverdue, forgetTasks } from './task-store.ts';

const LOOK_MS = 1_000;
/** Notifications may be missed during a reconnection, so everything is checked this often. */
const CHECK_MS = 5_000;
/** A task that ended around a check may have been committed after it. */
const LATELY_MS = 5_000;
const FORGET_MS = 3_600_000;

type Needs = {
  readonly db: Database<Schema>;
  readonly outside: Outside;
  readonly payloads: Pick<Payloads, 'drop'>;
  readonly log: Log;
};

/** Follows the state of worker tasks and ends overdue ones, until disposed. */
export function keepOutside({ log: parent, ...needs }: Needs): AsyncDisposable {
  const log = parent.child({ part: 'outside' });
  const loops = new AsyncDisposableStack();
  const keep = (name: string, ms: number, work: () => Promise<void>) =>
    loops.use(startLoop(name, (signal) => every(ms, signal, work), log));
  loops.use(startLoop('news of tasks', (signal) => hearNews({ ...needs, log }, signal), log));
  keep('ends of tasks', LOOK_MS, () => needs.db.asSystem(endOverdue));
  keep('missed news of tasks', CHECK_MS, checkNews(needs));
  keep('forgotten tasks', FORGET_MS, () => forget(needs));
  return loops;
}

async function hearNews({ db, outside, log }: Needs, signal: AbortSignal): Promise<void> {
  for await (const text of db.listen(NEWS, signal))
    outside.hear(JSON.parse(text) as News).catch((error: unknown) => {
      log.warn({ err: error }, 'what became of a task is looked at later');
    });
}

/** Checks for missed news since the last successful check. */
function checkNews({ db, outside }: Pick<Needs, 'db' | 'outside'>): () => Promise<void> {
  let checkedAt = performance.now();
  return async () => {
    const at = performance.now();
    const { names } = outside.lines;
    const { ended, due } = await db.asSystem(async (trx) => {
      await cancelLeftOver(trx);
      const { waiting, underWay, oldestAgeMs } = await totalDepth(trx);
      waitingTasks.record(waiting);
      tasksUnderWay.record(underWay);
      oldestTask.record(oldestAgeMs / 1_000);
      const sinceMs = at - checkedAt + LATELY_MS;
      return { ended: await endedLately(trx, sinceMs), due: names.length > 0 ? await dueLines(trx, names) : [] };
    });
    for (const queue of due) outside.lines.ring(queue);
    await Promise.all(ended.map((id) => outside.hear({ kind: 'ended', id })));
    checkedAt = at;
  };
}

async function forget({ db, payloads }: Pick<Needs, 'db' | 'payloads'>): Promise<void> {
  for (const { reference, ...owner } of await db.asSystem(forgetTasks)) await payloads.drop(owner, [reference]);
}
