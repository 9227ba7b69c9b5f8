import { escaped } from '@mesh/contracts/json-pointer';
import type { EventFilter, EventStrategy, Output, RetryPolicy, Task } from '../document.ts';
import { iteratorOf } from './tasks.ts';

/** A field whose whole text is an expression, with or without `${ }`: its pointer and value. */
export type Field = readonly [pointer: string, value: unknown];
type FilterAt = readonly [pointer: string, filter: EventFilter];

/** Fields of a task that always hold an expression. */
export function* conditionsOf(task: Task): Generator<Field> {
  yield ['/if', task.if];
  yield ['/input/from', task.input?.from];
  yield* transformations(task);
  if ('for' in task) {
    if (typeof task.for.in === 'string') yield ['/for/in', task.for.in];
    yield ['/while', task.while];
  }
  if ('switch' in task) {
    for (const [at, item] of task.switch.entries()) {
      for (const [name, { when }] of Object.entries(item)) yield [`/switch/${at}/${escaped(name)}/when`, when];
    }
  }
  if ('try' in task) {
    const { when, exceptWhen, retry } = task.catch;
    yield ['/catch/when', when];
    yield ['/catch/exceptWhen', exceptWhen];
    if (typeof retry === 'object') yield* conditionsOfRetry(retry, '/catch/retry');
  }
  if ('listen' in task) yield* conditionsOfEvents(task.listen.to, '/listen/to');
  const { place, iterator } = iteratorOf(task);
  yield* transformations(iterator ?? {}, place);
}

export function* conditionsOfRetry({ when, exceptWhen }: RetryPolicy, pointer: string): Generator<Field> {
  yield [`${pointer}/when`, when];
  yield [`${pointer}/exceptWhen`, exceptWhen];
}

export function* conditionsOfEvents(strategy: EventStrategy, pointer: string): Generator<Field> {
  if ('until' in strategy && typeof strategy.until === 'string') yield [`${pointer}/until`, strategy.until];
  for (const [place, { correlate = {} }] of filtersOf(strategy, pointer))
    for (const [name, { from }] of Object.entries(correlate)) yield [`${place}/correlate/${escaped(name)}/from`, from];
}

/** Filters of a strategy and of its `until`, each with its pointer. */
export function* filtersOf(strategy: EventStrategy, pointer: string): Generator<FilterAt> {
  if ('until' in strategy && typeof strategy.until === 'object') yield* filtersOf(strategy.until, `${pointer}/until`);
  yield* ownFilters(strategy, pointer);
}

function* ownFilters(strategy: EventStrategy, pointer: string): Generator<FilterAt> {
  if ('one' in strategy) return yield [`${pointer}/one`, strategy.one];
  const [key, filters] = 'all' in strategy ? ['all', strategy.all] : ['any', strategy.any];
  for (const [at, filter] of filters.entries()) yield [`${pointer}/${key}/${at}`, filter];
}

function* transformations(part: { output?: Output; export?: Output }, pointer = ''): Generator<Field> {
  yield [`${pointer}/output/as`, part.output?.as];
  yield [`${pointer}/export/as`, part.export?.as];
}
