import { openCache } from '@mesh/cache/open';
import { newId } from '@mesh/contracts/id';
import type { RequestOf } from '@mesh/contracts/operation';
import type * as queues from '@mesh/contracts/queues';
import type { Database } from '@mesh/database/database';
import { openEgress } from '@mesh/egress/open';
import { openLog } from '@mesh/runtime/log';
import type { Schema } from '../../src/db/schema.ts';
import { performEffects } from '../../src/effect/perform.ts';
import { completeTask } from '../../src/outside/complete-task.ts';
import { failTask } from '../../src/outside/fail-task.ts';
import { keepOutside } from '../../src/outside/keep-outside.ts';
import { listQueues } from '../../src/outside/list-queues.ts';
import { Outside } from '../../src/outside/outside.ts';
import { progressTask } from '../../src/outside/progress-task.ts';
import { takeTasks } from '../../src/outside/take-tasks.ts';
import { planCache } from '../../src/plan/plan-cache.ts';
import { startWorker, type Worker } from '../../src/worker/worker.ts';
import { asking } from '../asking.ts';
import { noBus, noChildren } from '../conformance/run-document.ts';
import type { Room } from '../room.ts';
import { tasks } from '../simulation.ts';

type Taking = Partial<RequestOf<typeof queues.takeTasks>['body']>;
type Failing = Partial<RequestOf<typeof queues.failTask>['body']>;
export type Taken = { readonly id: string; readonly queue: string; readonly attempt: number };

/** Throws where the database does not answer that just now. */
type Spoil = (what: 'taking' | 'checking' | 'listening') => void;
type Opening = { readonly place?: string; readonly spoil?: Spoil };

/** A process of workflows whose tasks users' programs do, and the questions of such programs. */
export async function openOutside(
  { db: real, workspaceId, payloads }: Room,
  { place = newId('evt'), spoil }: Opening = {},
) {
  const log = openLog('test', spoil ? 'silent' : 'error');
  const opened = new AsyncDisposableStack();
  let asked = 0;
  /** Counts what is asked in the name of a workspace. */
  const db: Database<Schema> = {
    ...real,
    inWorkspace(id, work) {
      asked += 1;
      return real.inWorkspace(id, work);
    },
  };
  const outside: Outside = opened.use(new Outside({ db, worker: () => worker }));
  const egress = opened.use(openEgress({ allow: [], log }));
  const planOf = planCache(db);
  const perform = performEffects({ bus: noBus, egress, children: noChildren, outside });
  const cache = openCache({ log });
  const worker: Worker = opened.use(startWorker({ db, cache, payloads, planOf, perform, onTold() {}, place, log }));
  const kept: Database<Schema> = {
    ...db,
    async asSystem(work) {
      spoil?.('checking');
      return db.asSystem(work);
    },
    listen(channel, signal) {
      spoil?.('listening');
      return db.listen(channel, signal);
    },
  };
  opened.use(keepOutside({ db: kept, outside, payloads, log }));
  const taken: Pick<Database<Schema>, 'inWorkspace'> = {
    async inWorkspace(id, work) {
      spoil?.('taking');
      return db.inWorkspace(id, work);
    },
  };
  const taking = takeTasks({ db: taken, payloads, lines: outside.lines });
  const progressing = progressTask(db);
  const params = ({ queue, id: taskId }: Taken) => ({ queue, taskId });
  return {
    worker,
    get asked() {
      return asked;
    },
    async take(queue: string, body: Taking = {}, of = workspaceId) {
      const whole = { max: 1, waitMs: 0, worker: 'test', ...body };
      return (await asking(taking, of, { params: { queue }, body: whole })).tasks;
    },
    complete: (task: Taken, output: RequestOf<typeof queues.completeTask>['body']['output'], of = workspaceId) =>
      asking(completeTask({ db, payloads }), of, { params: params(task), body: { attempt: task.attempt, output } }),
    progress: (task: Taken, progress?: RequestOf<typeof queues.progressTask>['body']['progress'], of = workspaceId) =>
      asking(progressing, of, { params: params(task), body: { attempt: task.attempt, progress } }),
    fail: (task: Taken, body: Failing, of = workspaceId) =>
      asking(failTask(db), of, {
        params: params(task),
        body: { attempt: task.attempt, retry: false, error: { status: 500 }, ...body },
      }),
    queues: async (of = workspaceId, query = {}) => (await asking(listQueues(db), of, { query })).items,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

let saved = 0;
/** Saves a workflow whose tasks these are, one a line at the depth of `do`. `Q` is a queue of its own. */
export async function saveQueued(room: Room, yaml: string) {
  const queue = `queue-${++saved}`;
  const text = tasks(yaml.replaceAll('Q', queue)).replace('name: test,', `name: outside-${saved},`);
  return { queue, about: await room.save(text) };
}
