import type { Json } from '@mesh/jq/json';
import type { TryTask } from '../../definition/document.ts';
import type { Evaluate } from '../../expression/evaluate.ts';
import { condition } from '../../expression/expression.ts';
import { template } from '../../expression/template.ts';
import type { PlanOf, RetryPlan } from '../plan.ts';
import { compileTasks, directive, type Targets } from './compile-tasks.ts';
import type { Scope } from './scope.ts';

/** A retry policy as the document spells it, inline or in `use`. */
type Retry = {
  readonly when?: string;
  readonly exceptWhen?: string;
  readonly delay?: Json;
  readonly backoff?: { readonly constant?: Json; readonly linear?: Json; readonly exponential?: Json };
  readonly jitter?: { readonly from: Json; readonly to: Json };
  readonly limit?: {
    readonly attempt?: { readonly count?: number; readonly duration?: Json };
    readonly duration?: Json;
  };
};

export function compileTry(
  task: TryTask,
  pointer: string,
  scope: Scope,
  targets: Targets,
): Pick<PlanOf<'try'>, 'kind' | 'tasks' | 'catch'> {
  const { errors, as = 'error', when, exceptWhen, retry, do: handler, then: next } = task.catch;
  const names = [...scope.names, as];
  const policy = (typeof retry === 'string' ? scope.use.retries?.[retry] : retry) as Retry | undefined;
  return {
    kind: 'try',
    tasks: compileTasks(task.try, `${pointer}/try`, scope),
    catch: {
      filter: errors?.with && template(errors.with as Json, scope.names),
      as,
      when: condition(when, names),
      exceptWhen: condition(exceptWhen, names),
      retry: policy && compileRetry(policy, names),
      tasks: handler && compileTasks(handler, `${pointer}/catch/do`, { ...scope, names }),
      next: next === undefined ? undefined : directive(next, targets),
    },
  };
}

function compileRetry(
  { when, exceptWhen, delay, backoff = {}, jitter, limit }: Retry,
  names: readonly string[],
): RetryPlan {
  const duration = (value: Json | undefined): Evaluate | undefined =>
    value === undefined ? undefined : template(value, names);
  return {
    when: condition(when, names),
    exceptWhen: condition(exceptWhen, names),
    delay: duration(delay),
    backoff: 'exponential' in backoff ? 'exponential' : 'linear' in backoff ? 'linear' : 'constant',
    jitter: jitter && { from: template(jitter.from, names), to: template(jitter.to, names) },
    most: limit?.attempt?.count,
    attempt: duration(limit?.attempt?.duration),
    duration: duration(limit?.duration),
  };
}
