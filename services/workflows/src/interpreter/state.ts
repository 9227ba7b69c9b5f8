import type { Json } from '@mesh/jq/json';
import type { Budget } from '../definition/budget.ts';
import type { Plan } from '../plan/plan.ts';
import type { WorkflowError } from '../workflow-fault.ts';
import type { Spent } from './budget.ts';
import type { Effect, Frame } from './frame.ts';
import type { Halt } from './halt.ts';
import type { Turn } from './turn.ts';

/** An execution as it was when it faulted, to go on from there. */
export type Failed = {
  readonly frames: ReadonlyMap<number, Frame>;
  readonly agenda: readonly ((turn: Turn) => void)[];
  /** The task that failed, unless the workflow did as a whole. */
  readonly frame: Frame | undefined;
};

export type Ended =
  | { readonly status: 'completed'; readonly output: Json }
  | { readonly status: 'faulted'; readonly error: WorkflowError }
  | { readonly status: 'cancelled' };

/** An execution as its journal makes it. Only `advance` changes it, and always alike for the same journal. */
export type ExecutionState = {
  readonly id: string;
  readonly plan: Plan;
  /** The raw input of the workflow. */
  input: Json;
  startedAt: number;
  context: Json;
  readonly frames: Map<number, Frame>;
  /** Identities of the events that its tasks have had, and what was the number of the next frame when the first one had it. */
  readonly heard: Map<string, number>;
  nextFrame: number;
  /** The task that began last: what the engine itself faults points to it. */
  last: string;
  /** `seq` of the last journal entry. */
  seq: number;
  /** How often tasks were gone back to since it last waited. */
  loops: number;
  deadline: number | undefined;
  /** How long it may take in all. */
  timeoutMs: number | undefined;
  suspended: boolean;
  /** Since when, where it is suspended. */
  suspendedAt: number;
  ended: Ended | undefined;
  failed: Failed | undefined;
  /** How often it was retried after a fault. */
  retries: number;
  /** What it may spend on models, and has spent. */
  budget: Budget;
  readonly spent: Spent;
  /** Keys of what is asked at most once and has been asked. */
  readonly askedOnce: Set<string>;
  /** How many workflows a run of a task has begun that did not complete, by its key. */
  readonly lostChildren: Map<string, number>;
  /** While the past of another execution is copied. */
  halt: Halt | undefined;
  /** What is still to be done of a turn that was cut for its length, or while suspended. */
  agenda: ((turn: Turn) => void)[];
};

export function newState(id: string, plan: Plan): ExecutionState {
  return {
    id,
    plan,
    input: null,
    startedAt: 0,
    context: null,
    frames: new Map(),
    heard: new Map(),
    nextFrame: 1,
    last: '',
    seq: 0,
    loops: 0,
    deadline: undefined,
    timeoutMs: undefined,
    suspended: false,
    suspendedAt: 0,
    ended: undefined,
    failed: undefined,
    retries: 0,
    budget: plan.budget,
    spent: { turns: 0, tokens: 0, cost: 0 },
    askedOnce: new Set(),
    lostChildren: new Map(),
    halt: undefined,
    agenda: [],
  };
}

/** What was asked of the world and not answered yet. */
export function pendingEffects({ frames }: ExecutionState): Effect[] {
  return [...frames.values()].flatMap(({ effect }) => (effect ? [effect] : []));
}

/** The tasks that wait for events now. */
export function listeningFrames({ frames }: ExecutionState): Frame[] {
  return [...frames.values()].filter(({ listening }) => listening && !listening.isClosed);
}

/** The next moment at which something happens by itself, in ms; undefined where nothing does. */
export function nextWake({ frames, deadline, suspended, ended }: ExecutionState): number | undefined {
  if (ended || suspended) return undefined;
  let next = deadline ?? Number.POSITIVE_INFINITY;
  for (const frame of frames.values()) next = Math.min(next, frame.wakeAt ?? next, frame.deadline ?? next);
  return Number.isFinite(next) ? next : undefined;
}

/** As if what waits and what may time out had begun `ms` later. */
export function postpone(state: ExecutionState, ms: number, { waits }: { readonly waits: boolean }): void {
  if (state.deadline !== undefined) state.deadline += ms;
  for (const frame of state.frames.values()) {
    if (frame.deadline !== undefined) frame.deadline += ms;
    if ((waits || frame.attempts?.since !== undefined) && frame.wakeAt !== undefined) frame.wakeAt += ms;
  }
}
