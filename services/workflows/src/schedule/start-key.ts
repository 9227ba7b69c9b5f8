import { hash } from 'node:crypto';
import type { Json } from '@mesh/jq/json';
import { NOW } from '../expression/expression.ts';
import { template } from '../expression/template.ts';
import { textOf } from '../expression/text-of.ts';
import { keyOf } from '../queue/concurrency.ts';
import { catchFault } from '../workflow-fault.ts';
import type { ScheduleRow } from './schedule-store.ts';

const LONGEST = 256;

type Of = Pick<ScheduleRow, 'workspaceId' | 'namespace' | 'name' | 'rule'>;

/**
 * The key behind which a start waits its turn, where its document names one. What cannot be evaluated on an input has the empty
 * key, which nobody can give: such starts wait for each other.
 */
export function startKey(
  { rule, ...about }: Of,
  input: Json,
  now: Date,
): { readonly key?: string; readonly keyLimit: number } {
  const { concurrencyKey, concurrency: keyLimit = 1 } = rule;
  if (concurrencyKey === undefined) return { keyLimit };
  const evaluate = template(concurrencyKey);
  const said = catchFault(
    () => textOf(evaluate(input, (name) => (name === NOW ? now.getTime() : null))),
    () => '',
  );
  return { key: keyOf(about, said.length > LONGEST ? hash('sha256', said) : said), keyLimit };
}
