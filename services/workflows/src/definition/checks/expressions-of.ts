import { escaped } from '@mesh/contracts/json-pointer';
import { isExpression } from '../../expression/expression-text.ts';
import type { Task, WorkflowDocument } from '../document.ts';
import { conditionsOf, conditionsOfEvents, conditionsOfRetry, type Field } from './conditions-of.ts';
import { iteratorOf, listsOf, type TaskAt } from './tasks.ts';

/** A text that may hold expressions; with `whole` it is one, with or without `${ }`. */
export type ExpressionAt = { readonly pointer: string; readonly text: string; readonly whole: boolean };

/** Parts without expressions, besides the task lists inside a task. */
const untouched = ['/metadata', '/input/schema', '/output/schema', '/export/schema', '/with/format/schema'];
const schemasOfEach = ['/output/schema', '/export/schema'];

export function* expressionsOf({ task, pointer }: TaskAt): Generator<ExpressionAt> {
  const { place } = iteratorOf(task);
  const ofEach = schemasOfEach.map((suffix) => place + suffix);
  const skipped = [...untouched, ...codeOf(task), ...ofEach, ...listsOf(task).map(([suffix]) => suffix)];
  yield* textsIn(task, pointer, conditionsOf(task), skipped);
}

/** Code has `${ }` of its own, and is an expression only as a whole. */
function codeOf(task: Task): string[] {
  const { code } = 'run' in task && 'script' in task.run ? (task.run.script as { code?: string }) : {};
  return code === undefined || isExpression(code) ? [] : ['/run/script/code'];
}

/** The expressions of a document outside its tasks. */
export function* expressionsOfWorkflow(document: WorkflowDocument): Generator<ExpressionAt> {
  const { input, output, timeout, schedule, use = {} } = document;
  const conditions: Field[] = [
    ['/input/from', input?.from],
    ['/output/as', output?.as],
  ];
  yield* textsIn({ input, output, timeout }, '', conditions, untouched);
  const { concurrencyKey } = document.document.metadata ?? {};
  yield* textsIn({ concurrencyKey }, '/document/metadata', [], []);
  if (schedule?.on) yield* textsIn(schedule.on, '/schedule/on', conditionsOfEvents(schedule.on, ''), []);
  for (const [at, named] of (use.extensions ?? []).entries()) {
    for (const [name, { when }] of Object.entries(named)) {
      yield* textsIn({ when }, `/use/extensions/${at}/${escaped(name)}`, [['/when', when]], []);
    }
  }
  for (const [name, policy] of Object.entries(use.retries ?? {})) {
    yield* textsIn(policy, `/use/retries/${escaped(name)}`, conditionsOfRetry(policy, ''), []);
  }
  const { authentications, errors, timeouts, catalogs } = use;
  yield* textsIn({ authentications, errors, timeouts, catalogs }, '/use', [], []);
}

/** Every text in a part of the document. Pointers of `conditions` and `skipped` are relative to the part. */
function* textsIn(
  part: unknown,
  place: string,
  conditions: Iterable<Field>,
  skipped: readonly string[],
): Generator<ExpressionAt> {
  const wholes = new Set(Array.from(conditions, ([pointer]) => place + pointer));
  const closed = new Set(skipped.map((suffix) => place + suffix));
  function* within(value: unknown, pointer: string): Generator<ExpressionAt> {
    if (closed.has(pointer)) return;
    if (typeof value === 'string') yield { pointer, text: value, whole: wholes.has(pointer) };
    if (typeof value !== 'object' || value === null) return;
    for (const [step, field] of Object.entries(value)) yield* within(field, `${pointer}/${escaped(step)}`);
  }
  yield* within(part, place);
}
