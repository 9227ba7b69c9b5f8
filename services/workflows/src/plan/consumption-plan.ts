import type { Json } from '@mesh/jq/json';
import type { Bindings, Evaluate } from '../expression/evaluate.ts';

/** Which events fit. */
export type EventFilterPlan = {
  /** The required type, if it is literal: events are looked up by it. */
  readonly type: string | undefined;
  /** Whether it constrains the type: literally, by a pattern or by an expression. */
  readonly namesType: boolean;
  readonly attributes: readonly { readonly name: string; fits(value: Json, bindings: Bindings): boolean }[];
  readonly correlations: readonly {
    readonly name: string;
    /** Of the event. */
    readonly from: Evaluate;
    readonly expect?: Evaluate | undefined;
    /** `from` uses only the event. */
    readonly isPlain: boolean;
  }[];
  /** Variables that it uses besides the event. */
  readonly variables: readonly string[];
};
/** What of an event is handed on: what it carries, the same as text, or all of it. */
export type Reading = 'data' | 'raw' | 'envelope';
export type EventsPlan = { readonly mode: 'any' | 'all'; readonly filters: readonly EventFilterPlan[] };
/** Events, and when there are enough: at once without `until`. */
export type ConsumptionPlan = EventsPlan & {
  readonly until?: Evaluate | undefined;
  readonly untilEvents?: EventsPlan | undefined;
};
