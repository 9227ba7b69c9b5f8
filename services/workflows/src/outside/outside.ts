import type { Database } from '@mesh/database/database';
import type { Json } from '@mesh/jq/json';
import { inGroups } from '@mesh/runtime/in-groups';
import { unlessAborted } from '@mesh/runtime/unless-aborted';
import type { Schema } from '../db/schema.ts';
import type { About } from '../execution/about.ts';
import { askedNoMore } from '../execution/asked-no-more.ts';
import type { Effect } from '../interpreter/frame.ts';
import { keptInput } from '../payload/kept-input.ts';
import { patientReading, whileAway } from '../payload/patience.ts';
import type { Reference } from '../payload/reference.ts';
import type { Worker } from '../worker/worker.ts';
import { Lines } from './lines.ts';
import type { News } from './news.ts';
import { resultOf } from './result-of.ts';
import { taskId } from './task-id.ts';
import { cancelTask, enterTask, type NewTask, type TaskState, taskStates } from './task-store.ts';

const MOST_AT_ONCE = 1_000;
/** Progress is journalled no more often than this, the latest value each time, so that no worker floods a journal. */
const TELL_MS = 500;

type OutsideAsked = Pick<NewTask, 'queue' | 'input' | 'heartbeatMs' | 'attempts' | 'timeoutMs'>;
/** A task that somebody here waits for. */
type Pending = {
  readonly executionId: string;
  readonly frame: number;
  readonly ended: PromiseWithResolvers<TaskState>;
  /** Counter of its progress reports; undefined before the first look. */
  told: number | undefined;
};
type Needs = {
  readonly db: Database<Schema>;
  readonly worker: () => Pick<Worker, 'engine' | 'engineNow' | 'payloads'>;
};

/** Tasks for users' own programs. The state of each is its row; this class connects the rows with those who wait for them. */
export class Outside {
  /** Workers that wait for tasks. */
  readonly lines = new Lines();
  readonly #needs: Needs;
  readonly #waiting = new Map<string, Pending>();
  readonly #progressed = new Set<string>();
  readonly #look: (id: string) => Promise<void>;
  #telling: NodeJS.Timeout | undefined;

  constructor(needs: Needs) {
    this.#needs = needs;
    this.#look = inGroups((ids: readonly string[]) => this.#lookAt(ids), MOST_AT_ONCE);
  }

  /**
   * Puts a task into its queue and returns the worker's output. Throws what the worker fails it with. After a crash, asking
   * again continues to wait for the same task.
   */
  async result(about: About, effect: Effect, asked: OutsideAsked, signal: AbortSignal): Promise<Json> {
    const { id: executionId, workspaceId } = about;
    const id = taskId(executionId, effect);
    const { key, pointer: task, frame } = effect;
    await this.#enter({ id, workspaceId, executionId, task, key, ...asked }, signal);
    const pending: Pending = { executionId, frame, ended: Promise.withResolvers(), told: undefined };
    this.#waiting.set(id, pending);
    try {
      signal.throwIfAborted();
      await this.#look(id);
      const state = await unlessAborted(pending.ended.promise, signal);
      return resultOf(await this.#whole(about, state, signal));
    } catch (error) {
      if (signal.aborted) await this.#abandon(about, id);
      throw error;
    } finally {
      if (this.#waiting.get(id) === pending) this.#waiting.delete(id);
    }
  }

  /** Handles a notification. Resolves once it is processed. */
  async hear(news: News): Promise<void> {
    if (news.kind === 'queue') return this.lines.ring(news.queue);
    if (!this.#waiting.has(news.id)) return;
    if (news.kind === 'ended') return this.#look(news.id);
    this.#progressed.add(news.id);
    this.#telling ??= setTimeout(() => void this.#tell().catch(() => {}), TELL_MS); // a missed report comes with the next one
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#telling);
  }

  async #tell(): Promise<void> {
    this.#telling = undefined;
    const ids = [...this.#progressed];
    this.#progressed.clear();
    await Promise.all(ids.map((id) => this.#look(id)));
  }

  async #lookAt(ids: readonly string[]): Promise<void> {
    for (const state of await this.#needs.db.asSystem((trx) => taskStates(trx, ids))) {
      const pending = this.#waiting.get(state.id);
      if (!pending) continue;
      if (pending.told !== undefined && state.told > pending.told) this.#progress(pending, state.progress as Json);
      pending.told = state.told;
      if (state.endedAt !== null) pending.ended.resolve(state);
    }
  }

  #progress({ executionId, frame }: Pending, progress: Json): void {
    this.#needs.worker().engine.take(executionId, { kind: 'progressed', frame, progress });
  }

  async #enter(task: NewTask, signal: AbortSignal): Promise<void> {
    const { db, worker } = this.#needs;
    const { payloads } = worker();
    const { workspaceId, executionId, input } = task;
    const owner = { workspaceId, executionId };
    const kept = await whileAway(signal, () => keptInput(payloads, owner, input));
    const isNew = await db.inWorkspace(workspaceId, (trx) => enterTask(trx, { ...task, ...kept }));
    if (kept.inputRef && !isNew) await payloads.drop(owner, [kept.inputRef]);
  }

  /** Loads an output from the bucket. */
  async #whole({ id: executionId, workspaceId }: About, state: TaskState, signal: AbortSignal): Promise<TaskState> {
    if (state.outputRef === null) return state;
    const reading = patientReading(this.#needs.worker().payloads, signal);
    const output = await reading.value({ workspaceId, executionId }, state.outputRef as Reference);
    return { ...state, output };
  }

  /** Cancels a task that nobody waits for any more. */
  async #abandon(about: About, id: string): Promise<void> {
    const { db, worker } = this.#needs;
    const isOver = askedNoMore(worker(), about.id);
    await db.inWorkspace(about.workspaceId, async (trx) => {
      if (await isOver(trx)) await cancelTask(trx, id);
    });
  }
}
