import type { Json } from '@mesh/jq/json';
import type { Budget } from '../plan/agent-plan.ts';
import type { Directive, Plan, TaskList, TaskPlan } from '../plan/plan.ts';
import type { Spent } from './budget.ts';
import type { Consumption } from './consumption.ts';
import type { Halt } from './halt.ts';
import type { AgentRun } from './kinds/agent-run.ts';
import type { Turn } from './turn.ts';
import type { WorkflowError } from './workflow-fault.ts';

/** Variables of the tasks around a task, the nearest first. */
export type Variables = { readonly name: string; readonly value: Json; readonly around: Variables } | undefined;

/** Where a list of tasks stands that runs inside a frame. */
export type ListCursor = {
  readonly tasks: TaskList;
  readonly iteration: string;
  readonly variables: Variables;
  /** How often each task has begun, for those that are gone back to. */
  readonly visits: Map<number, number>;
};

/** What a task asks of the world. It may be asked again after a crash, always under the same key. */
export type Effect = {
  readonly frame: number;
  /** `http`, `run:workflow`, `search:1.0.0@mesh` … */
  readonly function: string;
  readonly arguments: Json;
  /** Stable over retries and crashes: `<execution>:<task>:<iteration>`. */
  readonly key: string;
  readonly pointer: string;
  readonly detached: boolean;
  /** The secrets whose handles among its arguments give way to them. */
  readonly secrets?: readonly string[] | undefined;
  /** It is asked at most once. Where its outcome is not known, a person decides. */
  readonly once?: boolean | undefined;
};

/** One run of one task, from its beginning to its end. */
export type Frame = {
  readonly id: number;
  readonly task: TaskPlan;
  readonly parent: Frame | undefined;
  /** Its place in the list, or among the branches, of its parent. */
  readonly place: number;
  /** Tells the runs of one task from each other: loop indexes, and how often it was gone back to. */
  readonly iteration: string;
  readonly variables: Variables;
  readonly rawInput: Json;
  input: Json;
  /** ms since 1970, as all times here. */
  readonly startedAt: number;
  /** When its timeout strikes. */
  deadline?: number | undefined;
  /** When a wait ends, or the next attempt begins. */
  wakeAt?: number | undefined;
  list?: ListCursor | undefined;
  loop?: { readonly items: readonly Json[]; index: number } | undefined;
  branches?: { readonly outputs: Json[]; left: number } | undefined;
  /** `since`: when the attempt began that is under way and has a limit, which `wakeAt` is then the end of. */
  attempts?: { count: number; readonly firstAt: number; since?: number | undefined } | undefined;
  /** How far a task with extensions has come; `step` counts through what is before it, itself, and what is after it. */
  extended?: { step: number; output: Json; next: Directive } | undefined;
  effect?: Effect | undefined;
  listening?: Listening | undefined;
  subscription?: Gathering | undefined;
  agent?: AgentRun | undefined;
  /** What it has asked once, where nobody knows what came of it. */
  unknown?: Effect | undefined;
};

/** An execution as it was when it faulted, to go on from there. */
export type Failed = {
  readonly frames: ReadonlyMap<number, Frame>;
  readonly agenda: readonly ((turn: Turn) => void)[];
  /** The task that failed, unless the workflow did as a whole. */
  readonly frame: Frame | undefined;
};

/** How far a task has come that consumes events or messages. */
export type Gathering = {
  /** What was consumed, as the task reads it. */
  readonly items: Json[];
  /** What `foreach` made of the first of them. */
  readonly outputs: Json[];
  /** It has heard enough; what is left are iterations. */
  isClosed: boolean;
  /** An iteration is under way. */
  isBusy: boolean;
};
export type Listening = Gathering & {
  readonly consumption: Consumption;
  /** What its correlations found in the events that it consumed. */
  keys?: Readonly<Record<string, Json>>;
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
  /** Identities of the events that its tasks have had. */
  readonly heard: Set<string>;
  nextFrame: number;
  /** The task that began last: what the engine itself faults points to it. */
  last: string;
  /** `seq` of the last journal entry. */
  seq: number;
  /** How often tasks were gone back to since it last waited. */
  loops: number;
  deadline: number | undefined;
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
    heard: new Set(),
    nextFrame: 1,
    last: '',
    seq: 0,
    loops: 0,
    deadline: undefined,
    suspended: false,
    suspendedAt: 0,
    ended: undefined,
    failed: undefined,
    retries: 0,
    budget: plan.budget,
    spent: { turns: 0, tokens: 0, cost: 0 },
    askedOnce: new Set(),
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
