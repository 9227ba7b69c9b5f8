import type { Json } from '@mesh/jq/json';
import { condition } from '../../expression/expression.ts';
import { template } from '../../expression/template.ts';
import type { CommonPlan } from '../common-plan.ts';
import type { CallPlan, PlanOf } from '../plan.ts';
import { compileForeach, type Foreach } from './compile-listen.ts';
import type { Scope } from './scope.ts';

/** The subscription of a call of AsyncAPI as the document spells it. */
export type Subscription = {
  readonly filter?: string;
  readonly consume: { readonly amount?: number; readonly while?: string; readonly until?: string; readonly for?: Json };
  readonly foreach?: Foreach;
};

export function compileSubscription(
  { filter, consume, foreach }: Subscription,
  call: CallPlan,
  pointer: string,
  scope: Scope,
): Omit<PlanOf<'subscribe'>, keyof CommonPlan> {
  return {
    kind: 'subscribe',
    call,
    filter: condition(filter, scope.names),
    amount: consume.amount,
    while: condition(consume.while, scope.names),
    until: condition(consume.until, scope.names),
    lasts: consume.for === undefined ? undefined : template(consume.for, scope.names),
    foreach: foreach && compileForeach(foreach, `${pointer}/with/subscription/foreach`, scope),
  };
}
