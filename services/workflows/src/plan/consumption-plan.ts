import type { Json } from '@mesh/jq/json';
import type { Bindings, Evaluate } from '../expression/evaluate.ts';

/** Which events fit. */
export type EventFilterPlan = {
  /** The type that an event must have, where the filter spells one out: events are looked up by it. */
  readonly type: string | undefined;
  /** It says something of the type: it spells one out, a pattern or an expression. */
  readonly namesType: boolean;
  readonly attributes: readonly { readonly name: string; fits(value: Json, bindings: Bindings): boolean }[];
  readonly correlations: readonly {
    readonly name: string;
    /** Of the event. */
    readonly from: Evaluate;
    readonly expect?: Evaluate | undefined;
    /** `from` looks at nothing but the event. */
    readonly isPlain: boolean;
  }[];
  /** The variables that it looks at besides the event. */
  readonly variables: readonly string[];
};
/** What of an event is handed on: what it carries, the same as text, or all of it. */
export type Reading = 'data' | 'raw' | 'envelope';
export type EventsPlan = { readonly mode: 'any' | 'all'; readonly filters: readonly EventFilterPlan[] };
/** Events, and when they are enough: at once where no `until` is given. */
export type ConsumptionPlan = EventsPlan & {
  readonly until?: Evaluate | undefined;
  readonly untilEvents?: EventsPlan | undefined;
};
