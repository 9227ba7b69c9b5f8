import type { Database } from '@mesh/database/database';
import type { Json } from '@mesh/jq/json';
import { unlessAborted } from '@mesh/runtime/unless-aborted';
import type { Schema } from '../db/schema.ts';
import type { About } from '../execution/about.ts';
import type { Asked } from '../execution/asked.ts';
import { askedNoMore } from '../execution/asked-no-more.ts';
import { awaitEnd } from '../execution/await-end.ts';
import { ask, type ExecutionRow, findExecution } from '../execution/execution-store.ts';
import { derivedId } from '../interpreter/derived-id.ts';
import { patientReading } from '../payload/patience.ts';
import { wholeEnd } from '../payload/whole.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanOfWorkflow } from '../plan/plan-cache.ts';
import type { Launch } from '../queue/launch.ts';
import type { Worker } from '../worker/worker.ts';
import { findLatest, findVersion } from '../workflow/workflow-store.ts';
import { standardFault } from '../workflow-fault.ts';
import { ChildSlots } from './child-slots.ts';
import { depthOf, insertChild, isEnding, isThere } from './child-store.ts';

const DEEPEST = 16;
const LOOK_MS = 60_000;
/** Enough for a chain of the greatest depth, however few slots a workspace has. */
const FEWEST_SLOTS = 32;

type ChildAsked = {
  readonly namespace: string;
  readonly name: string;
  /** A semantic version, or `latest`. */
  readonly version: string;
  readonly input: Json;
  /** Key of the effect that runs it. */
  readonly key: string;
  /** Pointer of the task that runs it. */
  readonly task: string;
  /** How often it was cancelled because its parent faulted and was then retried: each time another child follows. */
  readonly cutOff?: number | undefined;
};
/** `begins` is how it begins; absent if it exists already. */
type Child = { readonly id: string; readonly begins?: { readonly about: About; readonly plan: Plan } };
type Needs = {
  readonly db: Database<Schema>;
  readonly worker: () => Worker;
  readonly launch: Launch;
  readonly planOf: PlanOfWorkflow;
  /** How long to wait for a slot, in ms; the usual by default. */
  readonly patienceMs?: number;
};

/** Executions that are run by tasks of others. Their ids are derived from the effects, so asking again finds them begun. */
export class Children {
  readonly #needs: Needs;
  readonly #slots: ChildSlots;

  constructor(needs: Needs) {
    this.#needs = needs;
    this.#slots = new ChildSlots(needs.patienceMs);
  }

  /** Starts a child that nobody waits for, like any other execution: at once or through the queue, within the quota. */
  async launch(parent: About, asked: ChildAsked, signal: AbortSignal): Promise<void> {
    const { begins } = await this.#prepare(parent, { ...asked, awaited: false }, signal);
    if (begins) await this.#needs.launch({ ...begins, input: asked.input });
  }

  /**
   * Runs a child to its end and returns its row. It does not queue, since its parent holds a slot while it waits: a workspace
   * may have as many under way as it has slots. It is cancelled when `signal` aborts.
   */
  async run(parent: About, asked: ChildAsked, signal: AbortSignal): Promise<ExecutionRow> {
    const { key, cutOff = 0 } = asked;
    let row = await this.#runOne(parent, asked, signal);
    for (let again = 1; row.status === 'cancelled' && again <= cutOff; again += 1)
      row = await this.#runOne(parent, { ...asked, key: `${key}!${again}` }, signal);
    return row;
  }

  async #runOne(parent: About, asked: ChildAsked, signal: AbortSignal): Promise<ExecutionRow> {
    using _slot = await this.#slotFor(parent, asked, signal);
    const { id, begins } = await this.#prepare(parent, { ...asked, awaited: true }, signal);
    try {
      if (begins) await this.#needs.worker().engine.start(begins.about, begins.plan, asked.input);
      return await this.#end({ ...parent, id }, signal);
    } catch (error) {
      if (signal.aborted) await this.#abandon(parent, id);
      throw error;
    }
  }

  /** A slot for a child: in turn, or at once if it is under way already, as after a take-over. */
  async #slotFor({ id, workspaceId }: About, { key }: ChildAsked, signal: AbortSignal): Promise<Disposable> {
    const { db, worker } = this.#needs;
    const most = Math.max(FEWEST_SLOTS, worker().queue.slots.capacity.ofWorkspace);
    const isBegun =
      this.#slots.isFull(workspaceId, most) &&
      (await db.inWorkspace(workspaceId, (trx) => isThere(trx, derivedId('exe', key, id))));
    return isBegun ? this.#slots.hold(workspaceId) : this.#slots.take(workspaceId, most, signal);
  }

  /**
   * Records whose child it is. An existing one goes on, whatever has become of its workflow. A parent that is being cancelled
   * starts none and waits for its own end.
   */
  async #prepare(
    parent: About,
    { awaited, ...asked }: ChildAsked & { readonly awaited: boolean },
    signal: AbortSignal,
  ): Promise<Child> {
    const { db, planOf } = this.#needs;
    const { workspaceId } = parent;
    const id = derivedId('exe', asked.key, parent.id);
    const found = await db.inWorkspace(workspaceId, async (trx) => {
      if (await isEnding(trx, parent.id)) return undefined;
      if (await isThere(trx, id)) return { workflow: undefined };
      const depth = (await depthOf(trx, parent.id)) + 1;
      if (depth > DEEPEST) throw standardFault('runtime', `workflows that run workflows go at most ${DEEPEST} deep`);
      const workflow = asked.version === 'latest' ? await findLatest(trx, asked) : await findVersion(trx, asked);
      if (!workflow || workflow.archivedAt !== null)
        throw standardFault('configuration', `there is no workflow ${asked.namespace}/${asked.name} ${asked.version}`, {
          status: 404,
        });
      await insertChild(trx, { workspaceId, parentId: parent.id, childId: id, depth, awaited });
      return { workflow };
    });
    if (!found) return unlessAborted(new Promise<never>(() => {}), signal);
    if (!found.workflow) return { id };
    const { id: workflowId, namespace, name, version } = found.workflow;
    const plan = await planOf(workspaceId, workflowId);
    signal.throwIfAborted();
    const by = { id: parent.id, task: asked.task };
    return { id, begins: { about: { ...parent, id, workflowId, namespace, name, version, parent: by }, plan } };
  }

  /** The row of a child once it has ended. Rejects when `signal` aborts. */
  async #end({ id, workspaceId }: About, signal: AbortSignal): Promise<ExecutionRow> {
    const { db, worker } = this.#needs;
    for (;;) {
      const row = await db.inWorkspace(workspaceId, (trx) => findExecution(trx, id));
      if (row && row.endedAt !== null) return wholeEnd(patientReading(worker().payloads, signal), workspaceId, row);
      await awaitEnd(worker(), id, LOOK_MS, signal);
      signal.throwIfAborted();
    }
  }

  /** Cancels a child whose task is over. */
  async #abandon(parent: About, executionId: string): Promise<void> {
    const { db, worker } = this.#needs;
    const isOver = askedNoMore(worker(), parent.id);
    const cancelled = { kind: 'cancelled', by: parent.id } as const;
    await db.inWorkspace(parent.workspaceId, async (trx) => {
      if ((await isOver(trx)) && !this.#takesHere(executionId, cancelled)) await ask(trx, executionId, cancelled);
    });
  }

  /** Cancels a child of this process at once, so that its slot is not given to another long before it ends. */
  #takesHere(executionId: string, asked: Asked): boolean {
    return this.#needs.worker().engineNow?.take(executionId, asked) === true;
  }
}
