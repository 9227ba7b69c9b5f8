import type { Json } from '@mesh/jq/json';
import type { Directive } from '../plan/common-plan.ts';
import type { TaskList, TaskPlan } from '../plan/plan.ts';
import type { Consumption } from './consumption.ts';
import type { AgentRun } from './kinds/agent-run.ts';

/** Variables of the tasks around a task, nearest first. */
export type Variables = { readonly name: string; readonly value: Json; readonly around: Variables } | undefined;

/** Position in a task list that runs inside a frame. */
type ListCursor = {
  readonly tasks: TaskList;
  readonly iteration: string;
  readonly variables: Variables;
  /** How often each task has begun, for tasks that are jumped back to. */
  readonly visits: Map<number, number>;
};

/** A request of a task to the outside world. It may be repeated after a crash, always under the same key. */
export type Effect = {
  readonly frame: number;
  /** `http`, `run:workflow`, `search:1.0.0@mesh` … */
  readonly function: string;
  readonly arguments: Json;
  /** Stable over retries and crashes (for child workflows over crashes only): `<execution>:<task>:<iteration>`. */
  readonly key: string;
  readonly pointer: string;
  readonly detached: boolean;
  /** Secrets whose handles in its arguments are replaced. */
  readonly secrets?: readonly string[] | undefined;
  /** Sent at most once. If its outcome is unknown, a person decides. */
  readonly once?: boolean | undefined;
  /** How often it was aborted by a fault of its execution that was then retried. */
  readonly cutOff?: number | undefined;
};

/** A task that is to begin. */
export type Beginning = {
  readonly task: TaskPlan;
  readonly parent: Frame | undefined;
  /** Its index in the list, or among the branches, of its parent. */
  readonly place: number;
  /** Distinguishes the runs of one task: loop indexes, and how often it was jumped back to. */
  readonly iteration: string;
  readonly variables: Variables;
  readonly rawInput: Json;
};

/** One run of one task, from start to end. */
export type Frame = Beginning & {
  readonly id: number;
  input: Json;
  /** In ms since 1970, like all times here. */
  readonly startedAt: number;
  /** When its timeout expires, and how long that is. */
  deadline?: number | undefined;
  timeoutMs?: number | undefined;
  /** When its wait ends or its next attempt begins. */
  wakeAt?: number | undefined;
  list?: ListCursor | undefined;
  loop?: { readonly items: readonly Json[]; index: number } | undefined;
  branches?: { readonly outputs: Json[]; left: number } | undefined;
  /** `since` is when the current attempt began, if attempts have a time limit; then `wakeAt` is its end. */
  attempts?: { count: number; readonly firstAt: number; since?: number | undefined; limitMs?: number } | undefined;
  /** Its condition did not hold. */
  isSkipped?: true | undefined;
  /** Its raw output, before `output.as`. */
  raw?: Json | undefined;
  /** Progress of a task with extensions; `step` counts through those before it, the task, and those after it. */
  extended?: { step: number; output: Json; raw?: Json | undefined; next: Directive } | undefined;
  effect?: Effect | undefined;
  listening?: Listening | undefined;
  subscription?: Gathering | undefined;
  agent?: AgentRun | undefined;
  /** An at-most-once effect whose outcome is unknown. */
  unknown?: Effect | undefined;
};

/** Progress of a task that consumes events or messages. */
export type Gathering = {
  /** Consumed items, in the form that the task reads. */
  readonly items: Json[];
  /** Outputs of `foreach` for the first of them. */
  readonly outputs: Json[];
  /** It has received enough; only iterations are left. */
  isClosed: boolean;
  /** An iteration is under way. */
  isBusy: boolean;
};
export type Listening = Gathering & {
  readonly consumption: Consumption;
  /** Correlation keys of the events that it consumed. */
  keys?: Readonly<Record<string, Json>>;
};

export function isInside(frame: Frame, around: Frame): boolean {
  for (let one = frame.parent; one; one = one.parent) if (one === around) return true;
  return false;
}

/** Whether extensions surround it. Its failure is reported with theirs, once for the task that they make up together. */
export function isExtended({ parent, task }: Frame): boolean {
  return parent?.task.kind === 'extended' && parent.task.task === task;
}

/** Pointers of the running tasks, innermost first. A frame that holds extensions is no task. */
export function openTasks(frames: Iterable<Frame>): string[] {
  return [...pointersOf([...frames].filter(({ task }) => task.kind !== 'extended'))];
}

/** Pointers of the tasks of these frames, innermost first, without the workflow that surrounds them all. */
export function pointersOf(frames: Iterable<Frame>): Set<string> {
  return new Set([...frames].flatMap(({ parent, task }) => (parent ? [task.pointer] : [])).reverse());
}
