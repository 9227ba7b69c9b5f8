import type { Json } from '@mesh/jq/json';

/** Variables of an expression, by name without the dollar sign; looked up when used. */
export type Bindings = (name: string) => Json;
/** Evaluates to one value within its budget. Throws `WorkflowFault`. */
export type Evaluate = (input: Json, bindings: Bindings) => Json;
/**
 * How schemas were read before certain rules of the interpreter: numbers as doubles; white space and properties as in Ajv and
 * RE2.
 */
export type FormerReading = { readonly asDoubles?: boolean; readonly isFormer?: boolean };
/** Throws `WorkflowFault` if a value does not fit its schema. */
export type Check = (value: Json, reading?: FormerReading) => void;
