import type { Json } from '@mesh/jq/json';

/** What an expression may look at: names without the dollar sign, each asked for when it is used. */
export type Bindings = (name: string) => Json;
/** Evaluates to one value. Throws `WorkflowFault`; takes no longer than its budget. */
export type Evaluate = (input: Json, bindings: Bindings) => Json;
/** As schemas were read before a rule of the interpreter: numbers as doubles, and white space and properties as Ajv and RE2 have them. */
export type FormerReading = { readonly asDoubles?: boolean; readonly isFormer?: boolean };
/** Throws `WorkflowFault` where a value does not fit its schema. */
export type Check = (value: Json, reading?: FormerReading) => void;
