import { escaped } from '@mesh/contracts/json-pointer';
import type { Output, Task, TaskList, WorkflowDocument } from '../document.ts';

/** A task with its place and surroundings. */
export type TaskAt = {
  readonly name: string;
  readonly task: Task;
  readonly pointer: string;
  /** From 1. */
  readonly depth: number;
  /** Names that `then` may refer to: the tasks of the same list. */
  readonly targets: ReadonlySet<string>;
  /** Variables from the tasks around it. */
  readonly variables: readonly string[];
  /** The same, and those that it defines for tasks inside it and some of its own fields. */
  readonly inner: readonly string[];
};

type Around = Pick<TaskAt, 'depth'> & { readonly variables: readonly string[] };
const nothing: ReadonlySet<string> = new Set();

/** Every task of a document in order: the workflow's own, those of extensions, and functions. */
export function* tasksOf({ do: own, use = {} }: WorkflowDocument): Generator<TaskAt> {
  const around = { depth: 0, variables: [] };
  yield* inList(own, '/do', around);
  for (const [at, named] of (use.extensions ?? []).entries()) {
    for (const [name, { before = [], after = [] }] of Object.entries(named)) {
      const pointer = `/use/extensions/${at}/${escaped(name)}`;
      yield* inList(before, `${pointer}/before`, around);
      yield* inList(after, `${pointer}/after`, around);
    }
  }
  for (const [name, task] of Object.entries(use.functions ?? {})) {
    yield* within(name, task, `/use/functions/${escaped(name)}`, around, nothing);
  }
}

export function nameOf(item: TaskList[number]): string {
  return Object.keys(item)[0] ?? '';
}

function* inList(list: TaskList, pointer: string, around: Around, alone = false): Generator<TaskAt> {
  const targets = alone ? nothing : new Set(list.map(nameOf));
  for (const [at, item] of list.entries()) {
    for (const [name, task] of Object.entries(item)) {
      yield* within(name, task, `${pointer}/${at}/${escaped(name)}`, around, targets);
    }
  }
}

function* within(
  name: string,
  task: Task,
  pointer: string,
  around: Around,
  targets: ReadonlySet<string>,
): Generator<TaskAt> {
  const depth = around.depth + 1;
  const inner = [...around.variables, ...variablesOf(task).map(({ name: one }) => one)];
  yield { name, task, pointer, targets, depth, variables: around.variables, inner };
  for (const [suffix, list] of listsOf(task)) {
    const variables = suffix === '/try' ? around.variables : inner; // there is no error yet
    yield* inList(list, pointer + suffix, { depth, variables }, 'fork' in task);
  }
}

/** Task lists inside a task, with their suffixes. */
export function listsOf(task: Task): readonly (readonly [string, TaskList])[] {
  if ('for' in task || 'do' in task) return [['/do', task.do]];
  if ('fork' in task) return [['/fork/branches', task.fork.branches]];
  if ('try' in task) return [['/try', task.try] as const, ['/catch/do', task.catch.do ?? []] as const];
  if ('listen' in task) return [['/foreach/do', task.foreach?.do ?? []]];
  const iterator = subscriptionIterator(task);
  return iterator?.do ? [['/with/subscription/foreach/do', iterator.do]] : [];
}

/** Variables that a task defines for those inside it, with the suffix of the field that names each. */
export function variablesOf(task: Task): readonly { readonly suffix: string; readonly name: string }[] {
  if ('for' in task) return named('/for', { each: task.for.each ?? 'item', at: task.for.at ?? 'index' });
  if ('try' in task) return named('/catch', { as: task.catch.as ?? 'error' });
  const { place, iterator } = iteratorOf(task);
  return iterator ? named(place, { item: iterator.item ?? 'item', at: iterator.at ?? 'index' }) : [];
}

/** Fields of a task, besides inner tasks, whose expressions see the variables that it defines. */
export function seeing(task: Task): readonly string[] {
  if ('for' in task) return ['/while'];
  if ('try' in task) return ['/catch/when', '/catch/exceptWhen', '/catch/retry'];
  const { place, iterator } = iteratorOf(task);
  return iterator ? [`${place}/output`, `${place}/export`] : [];
}

function named(place: string, names: Readonly<Record<string, string>>) {
  return Object.entries(names).map(([field, name]) => ({ suffix: `${place}/${field}`, name }));
}

type Iterator = {
  readonly item?: string;
  readonly at?: string;
  readonly do?: TaskList;
  readonly output?: Output;
  readonly export?: Output;
};

/** The iterator of a task that consumes events or messages, and its suffix. */
export function iteratorOf(task: Task): { readonly place: string; readonly iterator: Iterator | undefined } {
  if ('listen' in task) return { place: '/foreach', iterator: task.foreach };
  return { place: '/with/subscription/foreach', iterator: subscriptionIterator(task) };
}

function subscriptionIterator(task: Task): Iterator | undefined {
  if (!('call' in task) || task.call !== 'asyncapi') return undefined;
  const { subscription } = (task.with ?? {}) as { subscription?: { foreach?: Iterator } };
  return subscription?.foreach;
}
