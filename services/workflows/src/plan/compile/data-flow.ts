import type { Json } from '@mesh/jq/json';
import type { Schema } from '../../definition/checks/schemas-of.ts';
import type { Externals } from '../../definition/external/externals-of.ts';
import { checkSchema, unknownFormat } from '../../definition/schema/check-schema.ts';
import type { Check, Evaluate } from '../../expression/evaluate.ts';
import { expression } from '../../expression/expression.ts';
import { template } from '../../expression/template.ts';
import { standardFault } from '../../workflow-fault.ts';
import type { CommonPlan } from '../common-plan.ts';
import type { Scope } from './scope.ts';

type Here = Pick<Scope, 'names' | 'externals'>;
type DataFlow = { readonly schema?: Schema; readonly from?: Json; readonly as?: Json };

export function input(given: unknown, { names, externals }: Here): CommonPlan['input'] {
  const { schema, from } = (given ?? {}) as DataFlow;
  return { check: check(schema, externals), from: transformation(from, names) };
}

export function output(given: unknown, { names, externals }: Here): CommonPlan['output'] {
  const { schema, as } = (given ?? {}) as DataFlow;
  return { check: check(schema, externals), as: transformation(as, names) };
}

/** A text is an expression with or without `${ }`; anything else is a value that may hold some. */
function transformation(value: Json | undefined, names: readonly string[]): Evaluate | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? expression(value, names) : template(value, names);
}

/** A schema stands in the document, or was fetched with it. */
function check(schema: Schema | undefined, externals: Externals = new Map()): Check | undefined {
  const { format, document, resource } = schema ?? {};
  const refusal = unknownFormat(format);
  if (refusal !== undefined) throw standardFault('configuration', refusal, { status: 501 });
  if (!resource) return document === undefined ? undefined : checkSchema(document, { externals });
  const uri = typeof resource.endpoint === 'string' ? resource.endpoint : resource.endpoint.uri;
  const fetched = externals.get(uri);
  if (fetched === undefined) throw standardFault('configuration', `the schema at ${uri} was not fetched`);
  return checkSchema(fetched as Json, { uri, externals });
}

/** The duration of a timeout, which may be the name of one in `use`. */
export function timeout(given: unknown, { use, names }: Scope): Evaluate | undefined {
  const named = typeof given === 'string' ? use.timeouts?.[given] : given;
  const after = (named as { after?: Json } | undefined)?.after;
  return after === undefined ? undefined : template(after, names);
}
