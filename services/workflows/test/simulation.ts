import { MeshError } from '@mesh/contracts/mesh-error';
import type { Json } from '@mesh/jq/json';
import type { Externals } from '../src/definition/external/externals-of.ts';
import { readDocument } from '../src/definition/read-document.ts';
import { advance, asTakenIn, isCut } from '../src/interpreter/advance.ts';
import type { CloudEvent } from '../src/interpreter/cloud-event.ts';
import type { Emitted, Entry } from '../src/interpreter/entry.ts';
import type { Effect } from '../src/interpreter/frame.ts';
import type { Happening } from '../src/interpreter/happening.ts';
import { byNewestRules } from '../src/interpreter/rules.ts';
import { type ExecutionState, listeningFrames, newState, nextWake, pendingEffects } from '../src/interpreter/state.ts';
import { compilePlan } from '../src/plan/compile/compile-plan.ts';
import type { Plan } from '../src/plan/plan.ts';
import { errorOf } from '../src/workflow-fault.ts';

/** Answers an effect, or throws what it fails with. */
export type World = (effect: Effect) => Json;
type Kept = { happening: Happening; at: number; seq: number; entries: readonly Entry[] };
export type Simulated = {
  state: ExecutionState;
  entries: Entry[];
  /** The journal. */
  kept: readonly Kept[];
  effects: Effect[];
  emitted: Emitted[];
  /** Virtual ms from the beginning to the end. */
  took: number;
  crashes: number;
  /** What has happened: answers, times and events that came, those that came again, and crashes. */
  happened: number;
};

export const BEGAN = Date.UTC(2026, 0, 1);
const MOST_STEPS = 20_000;
const ID = 'exe_01h455vb4pex5vsknk084sn02q';

export function planOf(text: string, externals?: Externals): Plan {
  try {
    const { document, digest } = readDocument(text, 'application/yaml');
    return compilePlan(document, digest, externals);
  } catch (error) {
    throw error instanceof MeshError ? new Error(JSON.stringify(error.errors), { cause: error }) : error;
  }
}

/** A document around these tasks, which are YAML at the depth of `do`. */
export function tasks(yaml: string): string {
  return `document: {dsl: 1.0.0, namespace: test, name: test, version: 1.0.0}\ndo:\n${yaml}`;
}

/**
 * Runs a plan to its end in virtual time. `chance` decides, at each step, which of what may happen happens, and whether the
 * process crashes: the state is then made again from what was kept, and all effects without an answer are asked again.
 * `events` come in their order to whatever listens; now and then one comes again.
 */
export function simulate(
  plan: Plan,
  {
    input = {},
    world = () => null,
    chance = () => 0,
    events = [],
    crashOneIn = 10,
  }: {
    input?: Json;
    world?: World;
    chance?: (below: number) => number;
    events?: readonly CloudEvent[];
    crashOneIn?: number;
  } = {},
): Simulated {
  let now = BEGAN;
  let state = newState(ID, plan);
  const kept: Kept[] = [];
  const effects: Effect[] = [];
  const emitted: Emitted[] = [];
  let waiting: Effect[] = [];
  let crashes = 0;
  let happened = 0;
  let heard = 0;
  const answered: Happening[] = [];

  const take = (given: Happening) => {
    const happening = byNewestRules(given);
    happened += 1;
    const seq = state.seq + 1;
    const turn = advance(state, happening, now);
    if (turn.entries.length === 0) return;
    kept.push({
      happening: JSON.parse(JSON.stringify(asTakenIn(happening, turn))),
      at: now,
      seq,
      entries: turn.entries,
    });
    emitted.push(...turn.emitted);
    effects.push(...turn.effects);
    waiting.push(...turn.effects);
  };
  const crash = () => {
    crashes += 1;
    state = replay(plan, kept);
    waiting = pendingEffects(state);
    effects.push(...waiting);
  };

  /** An answer that was taken in comes once more, and changes nothing. */
  const again = (happening: Happening | undefined) => {
    const before = state.seq;
    if (happening) take(happening);
    if (state.seq !== before) throw new Error('an answer that came twice was taken in twice');
  };

  const hear = () => {
    const place = heard > 0 && chance(6) === 5 ? chance(heard) : heard++;
    const event = events[place];
    if (!event) return;
    for (const frame of listeningFrames(state)) take({ kind: 'heard', frame: frame.id, event, place: String(place) });
  };

  take({ kind: 'started', input });
  for (let steps = 0; !state.ended; steps++) {
    if (steps > MOST_STEPS) throw new Error('the simulation does not end');
    if (chance(crashOneIn) === crashOneIn - 1) crash();
    if (answered.length > 0 && chance(10) === 9) again(answered[chance(answered.length)]);
    const mayHear = listeningFrames(state).length > 0 && heard < events.length;
    const mayElse = waiting.length > 0 || nextWake(state) !== undefined;
    if (isCut(state)) take({ kind: 'went-on' });
    else if (mayHear && (!mayElse || chance(3) === 2)) hear();
    else if (waiting.length > 0 && !(nextWake(state) !== undefined && chance(4) === 3)) {
      const [effect] = waiting.splice(chance(waiting.length), 1);
      if (effect) {
        const happening = answer(world, effect);
        take(happening);
        answered.push(happening);
      }
      now += chance(50);
    } else {
      const wake = nextWake(state);
      if (wake === undefined) throw new Error('the execution waits for nothing');
      now = Math.max(now, wake);
      take({ kind: 'woken' });
    }
  }
  return {
    state,
    entries: kept.flatMap((one) => [...one.entries]),
    kept,
    effects,
    emitted,
    took: now - BEGAN,
    crashes,
    happened: happened + crashes,
  };
}

/** The state that a journal makes. Throws where it does not follow from its own happenings. */
export function replay(plan: Plan, kept: readonly Kept[], id = ID): ExecutionState {
  const state = newState(id, plan);
  for (const { happening, at, seq, entries } of kept) {
    const turn = advance(state, happening, at);
    if (JSON.stringify(turn.entries) !== JSON.stringify(entries) || state.seq !== seq + entries.length - 1)
      throw new Error(`replaying ${happening.kind} at ${seq} diverged`);
  }
  return state;
}

function answer(world: World, effect: Effect): Happening {
  try {
    return { kind: 'effect-ended', frame: effect.frame, output: world(effect) };
  } catch (thrown) {
    return { kind: 'effect-failed', frame: effect.frame, error: errorOf(thrown) };
  }
}

/** What the execution put out. Throws where it did not complete. */
export function outputOf({ state }: Simulated): Json {
  if (state.ended?.status !== 'completed') throw new Error(`it did not complete: ${JSON.stringify(state.ended)}`);
  return state.ended.output;
}

/** What the execution faulted with. */
export function errorIn({ state }: Simulated) {
  if (state.ended?.status !== 'faulted') throw new Error(`it did not fault: ${JSON.stringify(state.ended)}`);
  return state.ended.error;
}

/** The tasks that began or completed, by name, in order. */
export function order({ entries }: Simulated, type: Entry['type'] = 'task.completed'): string[] {
  return entries.flatMap((entry) => (entry.type === type && entry.task ? [entry.task.split('/').at(-1) ?? ''] : []));
}
