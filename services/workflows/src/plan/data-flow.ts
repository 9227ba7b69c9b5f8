import type { Json } from '@mesh/jq/json';
import { standardFault } from '../interpreter/workflow-fault.ts';
import { checkSchema } from './check-schema.ts';
import type { Scope } from './compile-tasks.ts';
import { expression } from './expression.ts';
import type { Check, CommonPlan, Evaluate } from './plan.ts';
import { template } from './template.ts';

type Schema = { readonly format?: string; readonly document?: Json; readonly resource?: Json };
type DataFlow = { readonly schema?: Schema; readonly from?: Json; readonly as?: Json };

export function input(given: unknown, names: readonly string[]): CommonPlan['input'] {
  const { schema, from } = (given ?? {}) as DataFlow;
  return { check: check(schema), from: transformation(from, names) };
}

export function output(given: unknown, names: readonly string[]): CommonPlan['output'] {
  const { schema, as } = (given ?? {}) as DataFlow;
  return { check: check(schema), as: transformation(as, names) };
}

/** A text is an expression with or without `${ }`; anything else is a value that may hold some. */
function transformation(value: Json | undefined, names: readonly string[]): Evaluate | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? expression(value, names) : template(value, names);
}

function check(schema: Schema | undefined): Check | undefined {
  if (schema?.resource !== undefined)
    throw standardFault('configuration', 'a schema stands in the document; nothing here fetches one', { status: 501 });
  return schema?.document === undefined ? undefined : checkSchema(schema.document);
}

/** The duration of a timeout, which may be the name of one in `use`. */
export function timeout(given: unknown, { use, names }: Scope): Evaluate | undefined {
  const named = typeof given === 'string' ? use.timeouts?.[given] : given;
  const after = (named as { after?: Json } | undefined)?.after;
  return after === undefined ? undefined : template(after, names);
}
