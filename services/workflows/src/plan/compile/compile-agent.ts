import type { Json } from '@mesh/jq/json';
import type { CallTask } from '../../definition/document.ts';
import { checkSchema } from '../../definition/schema/check-schema.ts';
import { secretsOfCall } from '../../expression/secret-handles.ts';
import { template } from '../../expression/template.ts';
import type { CommonPlan } from '../common-plan.ts';
import type { PlanOf } from '../plan.ts';
import { namingDeclared, withPolicies } from '../policies.ts';
import { compileConsumption } from './compile-consumption.ts';
import type { Scope } from './scope.ts';

/** Type of the event by which a person decides on a tool call. */
export const APPROVAL_EVENT = 'io.automatos.approval.decided.v1';
/** Variable with the id of the awaited approval. */
export const APPROVAL = 'approval';

type Spelled = Readonly<Record<string, Json>>;

/** `call: llm` and `call: agent`: a task whose turns and tools are tasks inside it. */
export function compileAgent(
  task: CallTask,
  pointer: string,
  { use, names }: Scope,
): Pick<PlanOf<'agent'>, 'kind' | 'agent'> {
  const { format, ...rest } = withPolicies((task.with ?? {}) as Json, use) as Spelled;
  const schema = (format as { readonly schema?: Json } | undefined)?.schema;
  const expect = `\${ $${APPROVAL} }`;
  const deciding = { with: { type: APPROVAL_EVENT }, correlate: { approval: { from: '.data.approval', expect } } };
  return {
    kind: 'agent',
    agent: {
      function: task.call,
      with: namingDeclared(template(rest, names), use),
      check: schema === undefined ? undefined : checkSchema(schema),
      schema,
      secrets: secretsOfCall(rest, task.input?.from),
      inside: inside(pointer),
      approval: compileConsumption({ one: deciding as never }, [...names, APPROVAL]),
    },
  };
}

function inside(pointer: string): CommonPlan {
  const plain = { definition: null, input: {}, output: {}, export: {}, checkpoint: false, next: 'continue' } as const;
  return { ...plain, pointer, name: '' };
}
