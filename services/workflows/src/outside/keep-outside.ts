import type { Database } from '@mesh/database/database';
import type { Log } from '@mesh/runtime/log';
import { startLoop } from '@mesh/runtime/loop';
import { pauseFor } from '@mesh/runtime/pause-for';
import type { Schema } from '../db/schema.ts';
import type { Payloads } from '../payload/payloads.ts';
import { dueLines, totalDepth } from './depth-store.ts';
import { NEWS, type News } from './news.ts';
import type { Outside } from './outside.ts';
import { oldestTask, tasksUnderWay, waitingTasks } from './outside-metrics.ts';
import { cancelLeftOver, endedLately, endOverdue, forgetTasks } from './task-store.ts';

const LOOK_MS = 1_000;
/** News may be missed while a connection is made anew: so often all is looked at, as far back as twice that. */
const CHECK_EVERY = 5;
const LATELY_MS = 2 * CHECK_EVERY * LOOK_MS;
const FORGET_EVERY = 3_600;

type Needs = {
  readonly db: Database<Schema>;
  readonly outside: Outside;
  readonly payloads: Pick<Payloads, 'drop'>;
  readonly log: Log;
};

/** Hears what becomes of the tasks of workers, and ends those whose time is over, until disposed. */
export function keepOutside({ log: parent, ...needs }: Needs): AsyncDisposable {
  const log = parent.child({ part: 'outside' });
  const loops = new AsyncDisposableStack();
  loops.use(startLoop('news of tasks', (signal) => hearNews({ ...needs, log }, signal), log));
  loops.use(startLoop('ends of tasks', (signal) => look(needs, signal), log));
  return loops;
}

async function hearNews({ db, outside, log }: Needs, signal: AbortSignal): Promise<void> {
  for await (const text of db.listen(NEWS, signal))
    outside.hear(JSON.parse(text) as News).catch((error: unknown) => {
      log.warn({ err: error }, 'what became of a task is looked at later');
    });
}

async function look({ db, outside, payloads }: Omit<Needs, 'log'>, signal: AbortSignal): Promise<void> {
  for (let round = 1; !signal.aborted; round++) {
    await pauseFor(LOOK_MS, signal);
    if (signal.aborted) return;
    await db.asSystem(endOverdue);
    if (round % CHECK_EVERY === 0) await check({ db, outside });
    if (round % FORGET_EVERY === 0) await forget({ db, payloads });
  }
}

async function forget({ db, payloads }: Pick<Needs, 'db' | 'payloads'>): Promise<void> {
  for (const { reference, ...owner } of await db.asSystem(forgetTasks)) await payloads.drop(owner, [reference]);
}

/** Looks at what news may have been missed of. */
async function check({ db, outside }: Pick<Needs, 'db' | 'outside'>): Promise<void> {
  const { names } = outside.lines;
  const { ended, due } = await db.asSystem(async (trx) => {
    await cancelLeftOver(trx);
    const { waiting, underWay, oldestAgeMs } = await totalDepth(trx);
    waitingTasks.record(waiting);
    tasksUnderWay.record(underWay);
    oldestTask.record(oldestAgeMs / 1_000);
    return { ended: await endedLately(trx, LATELY_MS), due: names.length > 0 ? await dueLines(trx, names) : [] };
  });
  for (const queue of due) outside.lines.ring(queue);
  await Promise.all(ended.map((id) => outside.hear({ kind: 'ended', id })));
}
