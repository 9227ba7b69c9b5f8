import type { Bus } from '@mesh/bus/bus';
import { serve } from '@mesh/bus/serve';
import * as queues from '@mesh/contracts/queues';
import type { Database } from '@mesh/database/database';
import type { Schema } from './db/schema.ts';
import { takingTurns } from './db/taking-turns.ts';
import { completeTask } from './outside/complete-task.ts';
import { failTask } from './outside/fail-task.ts';
import type { Lines } from './outside/lines.ts';
import { listQueues } from './outside/list-queues.ts';
import { progressTask } from './outside/progress-task.ts';
import { takeTasks } from './outside/take-tasks.ts';
import type { Payloads } from './payload/payloads.ts';

/** High, since most calls only wait for a task. */
const TAKINGS_AT_ONCE = 4_096;

type Needs = {
  readonly bus: Bus;
  readonly db: Database<Schema>;
  readonly lines: Lines;
  readonly payloads: Payloads;
};

/** Serves every operation on the queues of workers until disposed. */
export function serveQueues({ bus, db, lines, payloads }: Needs): AsyncDisposable {
  const serving = new AsyncDisposableStack();
  serving.use(serve(bus, queues.listQueues, listQueues(db)));
  const taking = takeTasks({ db: takingTurns(db), lines, payloads });
  serving.use(serve(bus, queues.takeTasks, taking, { atOnce: TAKINGS_AT_ONCE }));
  serving.use(serve(bus, queues.progressTask, progressTask(db)));
  serving.use(serve(bus, queues.completeTask, completeTask({ db, payloads })));
  serving.use(serve(bus, queues.failTask, failTask(db)));
  return serving;
}
