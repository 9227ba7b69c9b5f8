import { MeshError } from '@mesh/contracts/mesh-error';
import type { Json } from '@mesh/jq/json';
import type { Log } from '@mesh/runtime/log';
import type { DatabaseClock } from '../db/database-clock.ts';
import type { Lifecycle } from '../definition/lifecycle.ts';
import type { About } from '../execution/about.ts';
import type { Effect } from '../interpreter/frame.ts';
import type { Happening } from '../interpreter/happening.ts';
import { newState, pendingEffects } from '../interpreter/state.ts';
import type { Appended, Journal } from '../journal/append.ts';
import type { Plan } from '../plan/plan.ts';
import type { Slots } from '../queue/slots.ts';
import { appendTaken } from './append-taken.ts';
import { armTimer } from './arm-timer.ts';
import { type Loaded, listeningIds, load, type OnEnd } from './loaded.ts';
import type { Bounds } from './overrun.ts';
import { abortEffects, type Perform, performEffect } from './perform-effect.ts';
import { moved, tooBusy } from './refusals.ts';
import { isAskingOnce, type Stance, stanceOf } from './stance.ts';
import { type Taken, takeIn, takeInOne } from './take-in.ts';
import { Turns } from './turns.ts';
import type { Unkept } from './unkept.ts';

/** With more appends than this waiting for the database, new executions are refused. */
const MOST_WAITING = 20_000;
/** With more executions than this in memory, waiting ones keep their slots, so that no more begin than memory holds. */
const MOST_IN_MEMORY = 20_000;

type Needs = {
  readonly journal: Journal;
  readonly clock: Pick<DatabaseClock, 'now'>;
  readonly slots: Pick<Slots, 'hold' | 'release'>;
  readonly perform: Perform;
  /** Which lifecycle events are published; none by default. */
  readonly lifecycle?: Lifecycle | undefined;
  /** The usual by default. */
  readonly bounds?: Bounds | undefined;
  /** Called when the journal of an execution has grown durably. */
  readonly onGrown: (executionId: string, seq: number) => void;
  /** Called when this process is fenced: it owns nothing any more. */
  readonly onFenced: () => void;
  /** Reloads an execution whose append could not be written. */
  readonly reload: (executionId: string, why: Unkept) => void;
  /** Releases an execution that has nothing to do here, until its time comes or somebody asks something of it. */
  readonly handBack: (executionId: string, stance: Stance) => void;
  readonly log: Log;
};

/**
 * The executions of one process. A happening is taken in, made durable, and only then acted on; what happens meanwhile goes
 * into the next append.
 */
export class Engine {
  readonly #needs: Needs;
  readonly #loaded = new Map<string, Loaded>();
  /** Starts that are not durable yet. */
  readonly #beginning = new Map<string, Promise<Date | undefined>>();
  readonly #turns = new Turns();
  #isClosed = false;
  /** Resolves once the executions that are kept for their calls are gone. */
  #draining: PromiseWithResolvers<void> | undefined;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** How many executions are in memory. */
  get size(): number {
    return this.#loaded.size;
  }

  holds(executionId: string): boolean {
    return this.#loaded.has(executionId);
  }

  /**
   * Begins an execution. Returns the time of its start once that is durable; undefined if it was begun before. `onEnd` is
   * called when it ends here. Throws `unavailable` while too many appends wait, `unprocessable` if the database cannot store
   * the input, and what storing a large input throws.
   */
  start(about: About, plan: Plan, input: Json, onEnd?: OnEnd): Promise<Date | undefined> {
    return this.begin(about, plan, { kind: 'started', input }, onEnd);
  }

  /** The same, beginning with `happening`. A second caller for one id waits until the first one's start is durable. */
  async begin(about: About, plan: Plan, happening: Happening, onEnd?: OnEnd): Promise<Date | undefined> {
    const twin = this.#beginning.get(about.id);
    if (twin) return twin.then(() => undefined);
    if (this.#loaded.has(about.id)) return undefined;
    const beginning = this.#begin(about, plan, happening, onEnd);
    this.#beginning.set(about.id, beginning);
    try {
      return await beginning;
    } finally {
      this.#beginning.delete(about.id);
    }
  }

  async #begin(about: About, plan: Plan, happening: Happening, onEnd?: OnEnd): Promise<Date | undefined> {
    const { journal, clock, slots, bounds } = this.#needs;
    if (this.#isClosed || journal.depth > MOST_WAITING) throw tooBusy();
    const loaded = load(about, newState(about.id, plan), 'running');
    this.#loaded.set(about.id, loaded);
    slots.hold(loaded, about.workspaceId);
    if (onEnd) loaded.watchers.add(onEnd);
    loaded.isBusy = true;
    const taken = [await this.#turns.take(about.workspaceId, () => takeInOne(loaded, happening, clock, bounds))];
    if (this.#loaded.get(about.id) !== loaded) throw moved(); // dropped while others had their turn
    const outcome = await appendTaken(this.#needs, loaded, taken, true).catch((error: unknown) => {
      this.#forget(loaded);
      throw error;
    });
    if (outcome === 'done') {
      this.#act(loaded, taken);
      void this.#pump(loaded);
      return new Date(taken[0]?.turn.at ?? 0);
    }
    this.#forget(loaded);
    if (outcome === 'exists') return undefined;
    if (outcome === 'refused') throw new MeshError('unprocessable', 'the input cannot be stored');
    this.#needs.onFenced();
    throw moved();
  }

  /**
   * Continues an execution restored from its journal, beginning with `happenings`. False if it has not left this process yet
   * (the database has released it, and that answer is on its way), or once the engine is closed.
   */
  takeOver({ about, state, status }: Pick<Loaded, 'about' | 'state' | 'status'>, ...happenings: Happening[]): boolean {
    const here = this.#loaded.get(about.id);
    if (here) return !here.isLeaving;
    if (this.#isClosed) return false;
    const loaded = load(about, state, status);
    this.#loaded.set(about.id, loaded);
    if (status === 'running' || status === 'pending') this.#needs.slots.hold(loaded, about.workspaceId);
    for (const effect of pendingEffects(state)) {
      if (effect.once) loaded.queue.push({ kind: 'outcome-unknown', frame: effect.frame });
      else this.#perform(loaded, effect);
    }
    loaded.queue.push(...happenings);
    void this.#pump(loaded);
    return true;
  }

  /** Takes in a happening. False if the execution is not here or is about to leave. */
  take(executionId: string, happening: Happening): boolean {
    const loaded = this.#loaded.get(executionId);
    if (!loaded || loaded.isLeaving) return false;
    loaded.queue.push(happening);
    if (!loaded.isBusy) void this.#pump(loaded);
    return true;
  }

  /** Calls `onEnd` when the end of an execution is durable. Undefined if it is not here. */
  watch(executionId: string, onEnd: OnEnd): Disposable | undefined {
    const loaded = this.#loaded.get(executionId);
    loaded?.watchers.add(onEnd);
    return loaded && { [Symbol.dispose]: () => void loaded.watchers.delete(onEnd) };
  }

  /**
   * Continues only with calls under way that must not be made again; what follows them is left to others. Returns the
   * executions that are free at once, and `over` for when the rest is; undefined if there are no such calls.
   */
  drain(): { readonly free: readonly string[]; readonly over: Promise<void> } | undefined {
    const all = [...this.#loaded.values()];
    if (!all.some(({ state }) => isAskingOnce(state))) return undefined;
    this.#isClosed = true;
    this.#draining = Promise.withResolvers();
    const idle = all.filter((loaded) => !loaded.isBusy && !isAskingOnce(loaded.state));
    for (const loaded of idle) this.#forget(loaded);
    return { free: idle.map(({ about }) => about.id), over: this.#draining.promise };
  }

  /** Stops all work; whoever takes over begins where the journals end. */
  close(): void {
    this.#isClosed = true;
    for (const loaded of [...this.#loaded.values()]) this.#forget(loaded);
  }

  async #pump(loaded: Loaded): Promise<void> {
    const { clock, bounds } = this.#needs;
    loaded.isBusy = true;
    for (;;) {
      const taken = await this.#turns.take(loaded.about.workspaceId, () => takeIn(loaded, clock, bounds));
      if (this.#loaded.get(loaded.about.id) !== loaded) return; // dropped while others had their turn
      if (taken.length === 0 && loaded.queue.length > 0) continue;
      if (taken.length === 0) break;
      const outcome = await appendTaken(this.#needs, loaded, taken, false);
      if (this.#loaded.get(loaded.about.id) !== loaded) return; // dropped meanwhile
      if (outcome !== 'done') return this.#failed(loaded, outcome);
      this.#act(loaded, taken);
    }
    loaded.isBusy = false;
    if (this.#loaded.get(loaded.about.id) !== loaded) return;
    const stance = stanceOf(loaded.state, clock.now());
    if (stance.owned) return armTimer(loaded, clock, () => this.take(loaded.about.id, { kind: 'woken' }));
    this.#forget(loaded);
    this.#needs.handBack(loaded.about.id, stance);
  }

  /** Acts on what is now durable. */
  #act(loaded: Loaded, taken: readonly Taken[]): void {
    const { state, about } = loaded;
    this.#needs.onGrown(about.id, state.seq);
    loaded.listening = listeningIds(state);
    abortEffects(loaded, (frame) => !state.frames.get(frame)?.effect);
    for (const { turn } of taken)
      for (const effect of turn.effects)
        if (state.frames.get(effect.frame)?.effect === effect && (!this.#draining || effect.once))
          this.#perform(loaded, effect);
    const now = taken.at(-1)?.turn.at ?? 0;
    const stance = stanceOf(state, now);
    loaded.status = stance.status;
    const isCrowded = stance.owned && this.#loaded.size > MOST_IN_MEMORY;
    if (stance.status === 'running' || isCrowded) this.#needs.slots.hold(loaded, about.workspaceId);
    else this.#needs.slots.release(loaded);
    const { ended } = state;
    const at = new Date(now);
    if (ended) for (const tell of loaded.watchers) tell({ ...ended, at });
    if (!stance.owned) this.#forget(loaded);
    else if (this.#draining && !isAskingOnce(state)) {
      this.#forget(loaded);
      this.#needs.handBack(about.id, { ...stance, wakeAt: at });
    }
  }

  #perform(loaded: Loaded, effect: Effect): void {
    performEffect(this.#needs.perform, loaded, effect, (happening) => void this.take(loaded.about.id, happening));
  }

  #failed(loaded: Loaded, outcome: Exclude<Appended, 'done'>): void {
    this.#forget(loaded);
    if (outcome === 'fenced') this.#needs.onFenced();
    else this.#needs.reload(loaded.about.id, outcome === 'too-large' ? outcome : 'unstorable');
  }

  #forget(loaded: Loaded): void {
    clearTimeout(loaded.timer);
    this.#needs.slots.release(loaded);
    if (this.#loaded.get(loaded.about.id) === loaded) this.#loaded.delete(loaded.about.id);
    abortEffects(loaded);
    if (this.#loaded.size === 0) this.#draining?.resolve();
  }
}
