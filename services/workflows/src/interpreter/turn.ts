import type { Json } from '@mesh/jq/json';
import type { Bindings, Check } from '../expression/evaluate.ts';
import { holds } from '../expression/expression.ts';
import { resultTooLarge } from '../payload/result-too-large.ts';
import { leastBytesWithin, MOST_BYTES } from '../payload/size.ts';
import { checkedDurationMs, laxDurationMs } from '../plan/checked-duration.ts';
import type { Directive } from '../plan/common-plan.ts';
import { errorOf, standardFault, type WorkflowError } from '../workflow-fault.ts';
import { taskBindings, workflowBindings } from './bindings.ts';
import { childKey, RUN_WORKFLOW } from './child-key.ts';
import type { Emitted, Entry, EntryType } from './entry.ts';
import { type Beginning, type Effect, type Frame, isExtended, isInside, openTasks, pointersOf } from './frame.ts';
import { haltBefore, isHalted } from './halt.ts';
import { kindOf } from './kinds/kinds.ts';
import { type Pace, Pacing } from './pacing.ts';
import { APART, type Change, goesBy, rulesUpTo } from './rules.ts';
import { runKey } from './run-key.ts';
import type { ExecutionState, Failed } from './state.ts';

/** All that follows from one happening, at one moment. Deterministic: no clock, no random, no I/O. */
export class Turn {
  readonly state: ExecutionState;
  readonly at: number;
  readonly entries: Entry[] = [];
  readonly effects: Effect[] = [];
  readonly emitted: Emitted[] = [];
  /** Fault entries of tasks that failed as they began and have no start entry. */
  readonly early = new Set<Entry>();
  /** Open tasks, innermost first, by the entry of a suspension or resumption. */
  readonly open = new Map<Entry, readonly string[]>();
  /** Open tasks, innermost first, when the execution completed or faulted; their end has no entry. */
  readonly left: string[] = [];
  readonly #pacing: Pacing;
  readonly #rules: number;
  #met = 0;
  /** The state at a task's failure, until it is caught. */
  #failing: Omit<Failed, 'agenda'> | undefined;

  constructor(state: ExecutionState, at: number, pace: Pace = {}, rules = 0) {
    this.state = state;
    this.at = at;
    this.#rules = rules;
    this.#pacing = new Pacing(pace);
  }

  goesBy(change: Change): boolean {
    const goes = goesBy(this.#rules, change);
    if (goes) this.#met = Math.max(this.#met, rulesUpTo(change));
    return goes;
  }

  /** How many rules the happening needs: up to the newest that it met. */
  get rules(): number {
    return this.#met;
  }

  /** The length in ms of a duration that was evaluated. Throws `WorkflowFault` for what is none. */
  durationMs(value: Json): number {
    return this.goesBy('a duration has the parts of one alone') ? checkedDurationMs(value) : laxDurationMs(value);
  }

  /** Validates a value by its schema, if there is one. Throws `WorkflowFault`. */
  check(check: Check | undefined, value: Json): void {
    check?.(value, {
      asDoubles: !this.goesBy('multiples are of decimals'),
      isFormer: !this.goesBy('schemas are what their drafts say'),
    });
  }

  /** After how many steps it was cut for taking too long; undefined if it was not. */
  get lateAfter(): number | undefined {
    return this.#pacing.lateAfter;
  }

  /** Works through the agenda iteratively, so that loops of workflows do not recurse here. */
  run(): void {
    const { state } = this;
    while (state.agenda.length > 0 && !state.suspended && !isHalted(state.halt) && this.#pacing.goesOn) {
      this.#pacing.step();
      state.agenda.shift()?.(this);
      if (this.entries.length > 0 && state.agenda.length > 0) this.#pacing.cutIfLate();
    }
  }

  later(work: (turn: Turn) => void): void {
    this.state.agenda.push(work);
  }

  note(type: EntryType, task: string | undefined, data: Readonly<Record<string, Json>>): void {
    this.entries.push(task === undefined ? { type, data } : { type, task, data });
  }

  /** Notes a suspension or resumption, with the tasks open at that time. */
  noteStanding(type: 'execution.suspended' | 'execution.resumed', data: Entry['data']): void {
    const entry = { type, data };
    this.entries.push(entry);
    this.open.set(entry, openTasks(this.state.frames.values()));
  }

  bindings(frame: Frame, raw?: Json, output?: Json): Bindings {
    return taskBindings(this.state, frame, this.at, {
      ...(raw === undefined ? {} : { raw }),
      ...(output === undefined ? {} : { output }),
    });
  }

  beginLater(beginning: Beginning): void {
    this.later((turn) => turn.#begin(beginning));
  }

  /** Begins a task ahead of everything else on the agenda. */
  beginFirst(beginning: Beginning): void {
    this.state.agenda.unshift((turn) => turn.#begin(beginning));
  }

  #begin(beginning: Beginning): void {
    if (beginning.parent && !this.state.frames.has(beginning.parent.id)) return; // dropped meanwhile
    if (haltBefore(this.state.halt, beginning, this.at)) return;
    this.#pacing.beginTask();
    const { task, rawInput } = beginning;
    this.state.last = task.pointer;
    const frame: Frame = { ...beginning, id: this.state.nextFrame++, input: rawInput, startedAt: this.at };
    this.state.frames.set(frame.id, frame);
    const place = this.entries.length;
    this.guard(frame, () => {
      const bindings = this.bindings(frame);
      if (task.if && !holds(task.if, rawInput, bindings)) return this.#skip(frame);
      this.check(task.input.check, rawInput);
      if (task.input.from) frame.input = task.input.from(rawInput, bindings);
      if (task.timeout) {
        frame.timeoutMs = this.durationMs(task.timeout(frame.input, bindings));
        frame.deadline = this.at + frame.timeoutMs;
      }
      kindOf(frame).begin(this, frame);
    });
    const first = this.entries[place];
    if (first?.type === 'task.faulted' && first.task === task.pointer) this.early.add(first);
  }

  /** A skipped task ignores its `then`. */
  #skip(frame: Frame): void {
    this.note('task.skipped', frame.task.pointer, {});
    frame.isSkipped = true;
    this.#leave(frame, frame.rawInput, 'continue');
  }

  /** Completes a task. An exception in its transformations fails it. */
  complete(frame: Frame, raw: Json, then: Directive = frame.task.next): void {
    if (!this.state.frames.has(frame.id)) return; // dropped meanwhile
    const { task } = frame;
    frame.raw = raw;
    this.guard(frame, () => {
      const output = task.output.as ? task.output.as(raw, this.bindings(frame, raw)) : raw;
      this.check(task.output.check, output);
      const bytes = leastBytesWithin(output, MOST_BYTES);
      if (bytes === undefined) throw resultTooLarge;
      this.#pacing.tell(bytes);
      if (task.export.as) {
        const context = task.export.as(output, this.bindings(frame, raw, output));
        this.check(task.export.check, context);
        this.state.context = context;
      }
      const keys = frame.listening?.keys;
      this.note('task.completed', task.pointer, keys ? { output, correlationKeys: keys } : { output });
      if (task.checkpoint) this.#pacing.cut();
      this.#leave(frame, output, then);
    });
  }

  /** Leaves a task that is not a step of its own, without an entry. */
  pass(frame: Frame, output: Json, then: Directive): void {
    if (this.state.frames.has(frame.id)) this.#leave(frame, output, then);
  }

  #leave(frame: Frame, output: Json, then: Directive): void {
    this.state.frames.delete(frame.id);
    const { parent } = frame;
    const ends = then === 'end' && !isExtended(frame); // its `after` extensions run first
    if (ends || !parent) this.endWith(output);
    else this.guard(parent, () => kindOf(parent).childCompleted?.(this, parent, frame, output, then));
  }

  /** Fails a task: the nearest task around it that catches continues, else the execution faults. While suspended, it waits. */
  fail(frame: Frame, raised: WorkflowError, retryAfterMs?: number): void {
    if (!this.state.frames.has(frame.id)) return; // dropped meanwhile
    if (this.state.suspended && this.goesBy('nothing fails while it is suspended'))
      return void this.later((turn) => turn.fail(frame, raised, retryAfterMs));
    const error = { ...raised, instance: raised.instance ?? frame.task.pointer };
    const isFirst = this.#failing === undefined;
    this.#failing ??= { frames: new Map(this.state.frames), frame };
    this.dropBelow(frame);
    if (!isExtended(frame)) this.note('task.faulted', frame.task.pointer, { error: error as unknown as Json });
    this.state.frames.delete(frame.id);
    const { parent } = frame;
    if (!parent) this.fault(error);
    else
      this.guard(parent, () => {
        if (!kindOf(parent).childFailed?.(this, parent, error, retryAfterMs, frame))
          this.fail(parent, error, retryAfterMs);
      });
    if (isFirst) this.#failing = undefined;
  }

  /** Drops everything that runs inside `frame`; later answers to it are ignored. */
  dropBelow(frame: Frame): void {
    for (const other of [...this.state.frames.values()].reverse()) {
      if (other === frame || !isInside(other, frame)) continue;
      this.state.frames.delete(other.id);
      const isTask = this.goesBy(APART) ? other.task.kind !== 'extended' : !isExtended(other);
      if (isTask) this.note('task.cancelled', other.task.pointer, {});
    }
  }

  ask(frame: Frame, asked: Pick<Effect, 'function' | 'arguments' | 'detached' | 'secrets'>): void {
    const { pointer, once } = frame.task;
    const run = runKey(this.state, frame);
    if (once && this.state.askedOnce.has(run))
      throw standardFault('runtime', 'the task is called at most once, and has been called');
    if (once) this.state.askedOnce.add(run);
    const key = asked.function === RUN_WORKFLOW ? childKey(this.state, frame) : run;
    frame.effect = { ...asked, frame: frame.id, key, pointer, ...(once && { once }) };
    this.effects.push(frame.effect);
  }

  /** Ends the execution; if it is suspended, once it is resumed. */
  endWith(lastOutput: Json): void {
    if (this.state.suspended) this.later((turn) => turn.#end(lastOutput));
    else this.#end(lastOutput);
  }

  #end(lastOutput: Json): void {
    const { state } = this;
    this.#leaveAll();
    this.#failing = undefined;
    try {
      const { as, check } = state.plan.output;
      const output = as ? as(lastOutput, workflowBindings(state, this.at)) : lastOutput;
      this.check(check, output);
      state.ended = { status: 'completed', output };
      this.note('execution.completed', undefined, { output });
    } catch (thrown) {
      this.fault(errorOf(thrown), '/output');
    }
  }

  /** Ends the execution with an error. `place` is the part of the document that caused it, if no task did. */
  fault(raised: WorkflowError, place?: string): void {
    const error = place === undefined ? raised : { ...raised, instance: place };
    const { frames, frame } = this.#failing ?? { frames: new Map(this.state.frames), frame: undefined };
    this.state.failed = frames.size > 0 ? { frames, frame, agenda: [...this.state.agenda] } : undefined;
    this.#leaveAll();
    this.state.ended = { status: 'faulted', error };
    this.note('execution.faulted', undefined, { error: error as unknown as Json });
  }

  cancel(by?: string): void {
    const { frames } = this.state;
    const left = this.goesBy(APART) ? openTasks(frames.values()) : pointersOf(frames.values());
    for (const pointer of left) this.note('task.cancelled', pointer, {});
    this.#clear();
    this.state.ended = { status: 'cancelled' };
    this.note('execution.cancelled', undefined, by === undefined ? {} : { by });
  }

  #leaveAll(): void {
    this.left.push(...openTasks(this.state.frames.values()));
    this.#clear();
  }

  #clear(): void {
    this.state.frames.clear();
    this.state.agenda.length = 0;
  }

  /** Runs `work` on behalf of a task; an exception fails the task. */
  guard(frame: Frame, work: () => void): void {
    try {
      work();
    } catch (thrown) {
      this.fail(frame, errorOf(thrown));
    }
  }
}
