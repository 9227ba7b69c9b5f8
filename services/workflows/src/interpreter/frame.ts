import type { Json } from '@mesh/jq/json';
import type { Directive } from '../plan/common-plan.ts';
import type { TaskList, TaskPlan } from '../plan/plan.ts';
import type { Consumption } from './consumption.ts';
import type { AgentRun } from './kinds/agent-run.ts';

/** Variables of the tasks around a task, the nearest first. */
export type Variables = { readonly name: string; readonly value: Json; readonly around: Variables } | undefined;

/** Where a list of tasks stands that runs inside a frame. */
type ListCursor = {
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
  /** Stable over retries and crashes: `<execution>:<task>:<iteration>`; of workflows that are run over crashes alone. */
  readonly key: string;
  readonly pointer: string;
  readonly detached: boolean;
  /** The secrets whose handles among its arguments give way to them. */
  readonly secrets?: readonly string[] | undefined;
  /** It is asked at most once. Where its outcome is not known, a person decides. */
  readonly once?: boolean | undefined;
  /** How often it was cut off by a fault of its execution, which was retried since. */
  readonly cutOff?: number | undefined;
};

/** A task that is to begin. */
export type Beginning = {
  readonly task: TaskPlan;
  readonly parent: Frame | undefined;
  /** Its place in the list, or among the branches, of its parent. */
  readonly place: number;
  /** Tells the runs of one task from each other: loop indexes, and how often it was gone back to. */
  readonly iteration: string;
  readonly variables: Variables;
  readonly rawInput: Json;
};

/** One run of one task, from its beginning to its end. */
export type Frame = Beginning & {
  readonly id: number;
  input: Json;
  /** ms since 1970, as all times here. */
  readonly startedAt: number;
  /** When its timeout strikes, and how long that is. */
  deadline?: number | undefined;
  timeoutMs?: number | undefined;
  /** When a wait ends, or the next attempt begins. */
  wakeAt?: number | undefined;
  list?: ListCursor | undefined;
  loop?: { readonly items: readonly Json[]; index: number } | undefined;
  branches?: { readonly outputs: Json[]; left: number } | undefined;
  /** `since`: when the attempt began that is under way and has a limit, which `wakeAt` is then the end of. */
  attempts?: { count: number; readonly firstAt: number; since?: number | undefined; limitMs?: number } | undefined;
  /** Its condition did not hold. */
  isSkipped?: true | undefined;
  /** What it put out before its transformations. */
  raw?: Json | undefined;
  /** How far a task with extensions has come; `step` counts through what is before it, itself, and what is after it. */
  extended?: { step: number; output: Json; raw?: Json | undefined; next: Directive } | undefined;
  effect?: Effect | undefined;
  listening?: Listening | undefined;
  subscription?: Gathering | undefined;
  agent?: AgentRun | undefined;
  /** What it has asked once, where nobody knows what came of it. */
  unknown?: Effect | undefined;
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

export function isInside(frame: Frame, around: Frame): boolean {
  for (let one = frame.parent; one; one = one.parent) if (one === around) return true;
  return false;
}

/** Whether extensions stand around it. Of its bad end it is told with theirs, once for the task that all of them are. */
export function isExtended({ parent, task }: Frame): boolean {
  return parent?.task.kind === 'extended' && parent.task.task === task;
}

/** The pointers of the tasks that have begun and are not over, the innermost first. A frame that holds extensions is no task. */
export function openTasks(frames: Iterable<Frame>): string[] {
  return [...pointersOf([...frames].filter(({ task }) => task.kind !== 'extended'))];
}

/** The pointers of their tasks, the innermost first. The workflow, which is around all tasks, is none. */
export function pointersOf(frames: Iterable<Frame>): Set<string> {
  return new Set([...frames].flatMap(({ parent, task }) => (parent ? [task.pointer] : [])).reverse());
}
