import { advance, asTakenIn, isCut } from '../../src/interpreter/advance.ts';
import type { Entry } from '../../src/interpreter/entry.ts';
import type { Effect } from '../../src/interpreter/frame.ts';
import type { Happening, Past } from '../../src/interpreter/happening.ts';
import { byNewestRules } from '../../src/interpreter/rules.ts';
import { type ExecutionState, newState, nextWake, pendingEffects } from '../../src/interpreter/state.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { BEGAN, replay } from '../simulation.ts';

const ID = 'exe_01h455vb4pex5vsknk084sn02q';

/** One execution, step by step, in virtual time. Each step is checked: the journal makes the same state again. */
export class Run {
  readonly plan: Plan;
  readonly entries: Entry[] = [];
  readonly past: (Past & { seq: number; entries: readonly Entry[] })[] = [];
  readonly asked: Effect[] = [];
  now: number;
  state: ExecutionState;

  constructor(plan: Plan, first: Happening = { kind: 'started', input: {} }, id = ID, now = BEGAN) {
    this.plan = plan;
    this.now = now;
    this.state = newState(id, plan);
    this.take(first);
  }

  take(given: Happening): void {
    const happening = byNewestRules(given);
    const seq = this.state.seq + 1;
    const turn = advance(this.state, happening, this.now);
    const { entries, effects } = turn;
    if (entries.length > 0) this.past.push({ happening: asTakenIn(happening, turn), at: this.now, seq, entries });
    this.entries.push(...entries);
    this.asked.push(...effects);
    if (isCut(this.state)) this.take({ kind: 'went-on' });
  }

  /** What is under way, by the name of its task. */
  underWay(name: string): Effect {
    const effect = pendingEffects(this.state).find(({ pointer }) => pointer.endsWith(`/${name}`));
    if (!effect) throw new Error(`${name} is not under way`);
    return effect;
  }

  answer(name: string, output: unknown = name): void {
    this.take({ kind: 'effect-ended', frame: this.underWay(name).frame, output: output as never });
  }

  fail(name: string, status = 500): void {
    const error = { type: 'https://example.com/broken', status };
    this.take({ kind: 'effect-failed', frame: this.underWay(name).frame, error });
  }

  wake(): void {
    this.now = Math.max(this.now, nextWake(this.state) ?? this.now);
    this.take({ kind: 'woken' });
  }

  /** Goes on from the journal alone, as another process would. */
  crash(): void {
    this.state = replay(this.plan, this.past, this.state.id);
  }

  fork(from: string, input?: unknown): Run {
    const past = this.past.map(({ happening, at }) => ({ happening, at }));
    const forked: Happening = { kind: 'forked', of: this.state.id, past, from, by: 'key_1', input: input as never };
    return new Run(this.plan, JSON.parse(JSON.stringify(forked)), 'exe_01h455vb4pex5vsknk084sn02r', this.now);
  }

  told(type: Entry['type']): string[] {
    return this.entries.flatMap((one) => (one.type === type ? [one.task?.split('/').at(-1) ?? ''] : []));
  }
}
