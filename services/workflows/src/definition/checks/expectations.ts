import { escaped } from '@mesh/contracts/json-pointer';
import type { Fault } from '@mesh/contracts/mesh-error';
import { checkExpression } from '../../expression/check-expression.ts';
import type { EventStrategy, WorkflowDocument } from '../document.ts';
import { filtersOf } from './conditions-of.ts';
import type { TaskAt } from './tasks.ts';

/** A path of jq, such as `.order.id` or `$context.order`. */
const path = /^\s*(?:\.\s*$|\.[A-Za-z_["]|\$[A-Za-z_])/;

/**
 * Refuses an `expect` that looks like a path: `from` beside it is an expression with or without `${ }`, but `expect` without
 * them is a constant that no event would match.
 */
export function* checkExpectations({ schedule }: WorkflowDocument, tasks: readonly TaskAt[]): Generator<Fault> {
  if (schedule?.on) yield* bare(schedule.on, '/schedule/on', []);
  for (const { task, pointer, variables } of tasks)
    if ('listen' in task) yield* bare(task.listen.to, `${pointer}/listen/to`, variables);
}

function* bare(strategy: EventStrategy, pointer: string, variables: readonly string[]): Generator<Fault> {
  for (const [place, { correlate = {} }] of filtersOf(strategy, pointer))
    for (const [name, { expect }] of Object.entries(correlate))
      if (expect !== undefined && path.test(expect) && checkExpression(expect, variables) === undefined)
        yield {
          pointer: `${place}/correlate/${escaped(name)}/expect`,
          message: 'this is a constant, and reads as an expression: put it into ${ }, or in quotes there if it is none',
        };
}
