import type { Json } from '@mesh/jq/json';
import type { Budget } from '../definition/budget.ts';
import type { Plan } from '../plan/plan.ts';
import type { WorkflowError } from '../workflow-fault.ts';
import type { Spent } from './budget.ts';
import type { Effect, Frame } from './frame.ts';
import type { Halt } from './halt.ts';
import type { Turn } from './turn.ts';

/** The state of an execution at its fault, from which a retry continues. */
export type Failed = {
  readonly frames: ReadonlyMap<number, Frame>;
  readonly agenda: readonly ((turn: Turn) => void)[];
  /** The task that failed; undefined if the workflow itself did. */
  readonly frame: Frame | undefined;
};

export type Ended =
  | { readonly status: 'completed'; readonly output: Json }
  | { readonly status: 'faulted'; readonly error: WorkflowError }
  | { readonly status: 'cancelled' };

/** The state of an execution, restored from its journal. Only `advance` changes it, deterministically. */
export type ExecutionState = {
  readonly id: string;
  readonly plan: Plan;
  /** The raw input of the workflow. */
  input: Json;
  startedAt: number;
  context: Json;
  readonly frames: Map<number, Frame>;
  /** Identities of the events that its tasks have received, with the next frame number at the first receipt. */
  readonly heard: Map<string, number>;
  nextFrame: number;
  /** The task that began last, to which faults of the engine point. */
  last: string;
  /** `seq` of the last journal entry. */
  seq: number;
  /** Jumps back since it last waited. */
  loops: number;
  deadline: number | undefined;
  /** Timeout of the whole execution. */
  timeoutMs: number | undefined;
  suspended: boolean;
  /** When it was suspended. */
  suspendedAt: number;
  ended: Ended | undefined;
  failed: Failed | undefined;
  /** Retries after faults. */
  retries: number;
  /** Budget for models, and what was spent. */
  budget: Budget;
  readonly spent: Spent;
  /** Keys of at-most-once effects that were sent. */
  readonly askedOnce: Set<string>;
  /** Children of a task run that did not complete, by the run's key. */
  readonly lostChildren: Map<string, number>;
  /** Set while the past of another execution is replayed. */
  halt: Halt | undefined;
  /** Work left of a turn that was cut, or held while suspended. */
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

/** Effects that are not answered yet. */
export function pendingEffects({ frames }: ExecutionState): Effect[] {
  return [...frames.values()].flatMap(({ effect }) => (effect ? [effect] : []));
}

/** Tasks that wait for events now. */
export function listeningFrames({ frames }: ExecutionState): Frame[] {
  return [...frames.values()].filter(({ listening }) => listening && !listening.isClosed);
}

/** When the next timer is due, in ms; undefined if there is none. */
export function nextWake({ frames, deadline, suspended, ended }: ExecutionState): number | undefined {
  if (ended || suspended) return undefined;
  let next = deadline ?? Number.POSITIVE_INFINITY;
  for (const frame of frames.values()) next = Math.min(next, frame.wakeAt ?? next, frame.deadline ?? next);
  return Number.isFinite(next) ? next : undefined;
}

/** Shifts timeouts, and with `waits` also waits, by `ms`. */
export function postpone(state: ExecutionState, ms: number, { waits }: { readonly waits: boolean }): void {
  if (state.deadline !== undefined) state.deadline += ms;
  for (const frame of state.frames.values()) {
    if (frame.deadline !== undefined) frame.deadline += ms;
    if ((waits || frame.attempts?.since !== undefined) && frame.wakeAt !== undefined) frame.wakeAt += ms;
  }
}
