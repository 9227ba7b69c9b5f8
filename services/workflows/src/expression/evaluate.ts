import type { Json } from '@mesh/jq/json';

/** What an expression may look at: names without the dollar sign, each asked for when it is used. */
export type Bindings = (name: string) => Json;
/** Evaluates to one value. Throws `WorkflowFault`; takes no longer than its budget. */
export type Evaluate = (input: Json, bindings: Bindings) => Json;
/** Throws `WorkflowFault` where a value does not fit its schema, to which numbers are decimals, or doubles where that is asked for. */
export type Check = (value: Json, asDoubles?: boolean) => void;
