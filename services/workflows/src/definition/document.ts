import type { z } from 'zod';
import type { callTask } from './dsl/call.ts';
import type { tryTask } from './dsl/composite-tasks.ts';
import type { output } from './dsl/data-flow.ts';
import type { endpoint } from './dsl/endpoint.ts';
import type { eventFilter, eventStrategy } from './dsl/events.ts';
import type { retryPolicy } from './dsl/retry.ts';
import type { runTask } from './dsl/run.ts';
import type { listenTask } from './dsl/simple-tasks.ts';
import type { workflow } from './dsl/workflow.ts';

/** Documents are never changed once read. */
type Read<S extends z.ZodType> = Readonly<z.output<S>>;

export type WorkflowDocument = Read<typeof workflow>;
export type Use = Readonly<NonNullable<WorkflowDocument['use']>>;
export type Schedule = Readonly<NonNullable<WorkflowDocument['schedule']>>;

export type { Task } from './dsl/task.ts';
export type { TaskItem, TaskList } from './dsl/task-list.ts';
export type CallTask = Read<typeof callTask>;
export type ListenTask = Read<typeof listenTask>;
export type RunTask = Read<typeof runTask>;
export type TryTask = Read<typeof tryTask>;

export type Endpoint = z.output<typeof endpoint>;
export type EventFilter = z.output<typeof eventFilter>;
export type EventStrategy = z.output<typeof eventStrategy>;
export type Output = z.output<typeof output>;
export type RetryPolicy = z.output<typeof retryPolicy>;
