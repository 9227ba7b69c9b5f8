import { escaped } from '@mesh/contracts/json-pointer';
import type { Fault } from '@mesh/contracts/mesh-error';
import type { Task } from '../document.ts';
import { type TaskAt, variablesOf } from './tasks.ts';

const MOST_TASKS = 10_000;
const DEEPEST_TASK = 64;
const directives = new Set(['continue', 'exit', 'end']);
/** Names that every JavaScript object inherits: they would trip readers of journal and output. */
const reserved = new Set(['__proto__', 'constructor', 'prototype']);
/** Variable names of jq, without `$__loc__`, which is the place in the source. */
const variable = /^(?!__loc__$)[A-Za-z_][A-Za-z0-9_]*$/;

/** Checks the number and depth of tasks, and that names are unique within a list. */
export function* checkNames(tasks: readonly TaskAt[]): Generator<Fault> {
  if (tasks.length > MOST_TASKS) {
    yield { pointer: '/do', message: `expected at most ${MOST_TASKS} tasks, and there are ${tasks.length}` };
  }
  const seen = new Map<ReadonlySet<string>, Set<string>>();
  for (const { name, pointer, depth, targets } of tasks) {
    if (depth === DEEPEST_TASK + 1) yield { pointer, message: `expected tasks at most ${DEEPEST_TASK} deep` };
    if (reserved.has(name)) yield { pointer, message: `a task cannot be called ${name}` };
    const names = seen.get(targets) ?? new Set();
    if (targets.has(name) && names.has(name)) yield { pointer, message: `this list has another task called ${name}` };
    seen.set(targets, names.add(name));
  }
}

/** Checks that each `then` leads to a task of the same list. */
export function* checkTargets(tasks: readonly TaskAt[]): Generator<Fault> {
  for (const { task, pointer, targets } of tasks)
    for (const [suffix, then] of directivesOf(task))
      if (!directives.has(then) && !targets.has(then))
        yield {
          pointer: pointer + suffix,
          message: `this list has no task called ${then}; or expected continue, exit or end`,
        };
}

/** Where a task, a case of a switch, and an error that was caught lead. */
function* directivesOf(task: Task): Generator<readonly [suffix: string, then: string]> {
  if (task.then !== undefined) yield ['/then', task.then];
  if ('try' in task && task.catch.then !== undefined) yield ['/catch/then', task.catch.then];
  if (!('switch' in task)) return;
  for (const [at, item] of task.switch.entries())
    for (const [name, { then }] of Object.entries(item)) yield [`/switch/${at}/${escaped(name)}/then`, then];
}

/** Checks that the variables that tasks define are valid jq names. */
export function* checkVariables(tasks: readonly TaskAt[]): Generator<Fault> {
  for (const { task, pointer } of tasks)
    for (const { suffix, name } of variablesOf(task))
      if (!variable.test(name) || reserved.has(name))
        yield { pointer: pointer + suffix, message: 'expected a name for a variable: letters, digits and underscores' };
}
